import type { HubSettings } from "../lib/live/hub-settings.ts";
import { defineWorker, type EnvOf, kv, queues, settings } from "../lib/manifest.ts";

/** The plan's knobs for `objects`. */
export interface ObjectsSettings {
	readonly live: HubSettings;
	/** Seconds between two copies of a counter in KV, and between two words of a shard to its head; at least 1. */
	readonly snapshotSeconds: number;
}

export const manifest = defineWorker({
	name: "objects",
	bindings: {
		// For the writers of keys, and the copies of counters.
		KEYS: kv("directory"),
		RECORDS: kv("records"),
		// For the bells of ordered lanes.
		EVENTS: queues("events"),
		SETTINGS: settings<ObjectsSettings>(),
	},
	// A class is here once a Worker of ours calls it: one that was ever deployed leaves by a tombstone only.
	objects: ["CacheTags", "Counter", "Hub", "KvWriter", "OrderedLane", "RateLimiter", "RegionalCache", "SessionLedger"],
});

export type Env = EnvOf<typeof manifest>;
