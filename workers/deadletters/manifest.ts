import { defineWorker, type EnvOf, queues, r2 } from "../lib/manifest.ts";

export const manifest = defineWorker({
	name: "deadletters",
	bindings: {
		BUCKET: r2("deadletters"),
		EVENTS: queues("events"),
	},
	consumes: [{ queue: "events", deadLetters: true }],
});

export type Env = EnvOf<typeof manifest>;
