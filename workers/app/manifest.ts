import { d1, defineWorker, type EnvOf, kv, queues, settings, shards } from "../lib/manifest.ts";

/** The plan's knobs for `app`. */
export interface AppSettings {
	/** Where a tenant goes that names no region. */
	readonly homeRegion: string;
	/** Seconds a record may be served from KV; 0 leaves KV out. */
	readonly recordCacheSeconds: number;
	/** Seconds a data center may repeat a KV read without asking again. */
	readonly hotReadSeconds: number;
	/** Reads without a bookmark may go to a D1 replica. */
	readonly readReplicas: boolean;
	/** Events older than this are refused. */
	readonly eventWindowDays: number;
	/** Seconds that Workers Cache may hold a page of past events; 0 leaves it out. */
	readonly pastEventsCacheSeconds: number;
}

export const manifest = defineWorker({
	name: "app",
	placement: "data",
	instances: "by-location",
	bindings: {
		DIRECTORY: d1("directory"),
		KEYS: kv("directory"),
		RECORDS: kv("records"),
		SHARD: shards(),
		EVENTS: queues("events"),
		SETTINGS: settings<AppSettings>(),
	},
	cached: ["PastEvents"],
});

export type Env = EnvOf<typeof manifest>;
