import { defineWorker, type EnvOf, kv } from "../lib/manifest.ts";

export const manifest = defineWorker({
	name: "objects",
	bindings: { RECORDS: kv("records") },
	objects: ["CacheTags", "Counter", "KvWriter", "RateLimiter", "RegionalCache"],
});

export type Env = EnvOf<typeof manifest>;
