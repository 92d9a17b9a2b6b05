import { deadLetterQueues, defineWorker, type EnvOf, services, settings } from "../lib/manifest.ts";
import type { TenantData } from "../lib/rpc.ts";

/** The plan's knobs for `ingest`. */
export interface IngestSettings {
	/** Deliveries of a message before it is dead: the consumer's retries and one. */
	readonly maxAttempts: number;
	/** The first retry's delay in seconds; it doubles with each. */
	readonly retryDelaySeconds: number;
}

export const manifest = defineWorker({
	name: "ingest",
	bindings: {
		APP: services<TenantData>("app", "Internal"),
		DEAD: deadLetterQueues("events"),
		SETTINGS: settings<IngestSettings>(),
	},
	consumes: [{ queue: "events", deadLetters: false }],
});

export type Env = EnvOf<typeof manifest>;
