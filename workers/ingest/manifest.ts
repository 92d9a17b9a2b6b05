import { deadLetterQueues, defineWorker, type EnvOf, object, services, settings } from "../lib/manifest.ts";
import type { OrderedLaneObject } from "../lib/ordered-lane/lane-object.ts";
import type { EventWriter } from "../lib/rpc/event-writer.ts";
import type { Remote } from "../lib/rpc/rpc-result.ts";

/** The plan's knobs for `ingest`. */
export interface IngestSettings {
	/** Deliveries of a message before it is dead: the consumer's retries and one. */
	readonly maxAttempts: number;
	/** The first retry's delay in seconds; it doubles with each. */
	readonly retryDelaySeconds: number;
	/** Tells which `app` binds a shard: see `findApp`. */
	readonly shardsPerWorker: number;
}

export const manifest = defineWorker({
	name: "ingest",
	bindings: {
		APP: services<Remote<EventWriter>>("app", "Internal"),
		DEAD: deadLetterQueues("events"),
		LANES: object<OrderedLaneObject>("objects", "OrderedLane"),
		SETTINGS: settings<IngestSettings>(),
	},
	consumes: [{ queue: "events", deadLetters: false }],
});

export type Env = EnvOf<typeof manifest>;
