import { defineWorker, type EnvOf } from "../lib/manifest.ts";

export const manifest = defineWorker({
	name: "objects",
	bindings: {},
	// A class is here once a Worker of ours calls it: one that was ever deployed leaves by a tombstone only.
	objects: ["CacheTags", "Counter", "RateLimiter", "RegionalCache", "SessionLedger"],
});

export type Env = EnvOf<typeof manifest>;
