import type { JobSettings } from "../lib/chunked-job/job-settings.ts";
import type { HubSettings } from "../lib/live/hub-settings.ts";
import { buckets, defineWorker, type EnvOf, kv, queues, settings } from "../lib/manifest.ts";
import type { PartitionWidth } from "../lib/partitions/partition-width.ts";

/** The plan's knobs for `objects`. */
export interface ObjectsSettings {
	readonly live: HubSettings;
	/** Seconds between two copies of a counter in KV, and between two words of a shard to its head; at least 1. */
	readonly snapshotSeconds: number;
	readonly jobs: JobSettings;
	/** Events older than this are refused. */
	readonly eventWindowDays: number;
	/** How long a copy of the directory may be believed anywhere. */
	readonly directoryStaleSeconds: number;
	/** Of new time partitions. */
	readonly partitionWidth: PartitionWidth;
}

export const manifest = defineWorker({
	name: "objects",
	bindings: {
		// For the writers of keys, and the copies of counters.
		KEYS: kv("directory"),
		RECORDS: kv("records"),
		// For the bells of ordered lanes.
		EVENTS: queues("events"),
		FILES: buckets("files"),
		SETTINGS: settings<ObjectsSettings>(),
	},
	// A class is here once a Worker of ours calls it: one that was ever deployed leaves by a tombstone only.
	objects: [
		"CacheTags",
		"ChunkedJob",
		"Counter",
		"Hub",
		"KvWriter",
		"ObjectList",
		"OrderedLane",
		"RateLimiter",
		"RegionalCache",
		"SessionLedger",
	],
});

export type Env = EnvOf<typeof manifest>;
