import { defineWorker, type EnvOf } from "../lib/manifest.ts";

export const manifest = defineWorker({
	name: "objects",
	bindings: {},
	objects: ["Counter", "RateLimiter"],
});

export type Env = EnvOf<typeof manifest>;
