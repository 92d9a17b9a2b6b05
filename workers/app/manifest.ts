import type { RegionalCacheObject } from "../lib/cache/regional-object.ts";
import type { FilesSettings } from "../lib/files/files-settings.ts";
import type { CacheTagsObject } from "../lib/invalidation/generations.ts";
import type { KvWriterObject } from "../lib/kv-write/kv-writer-object.ts";
import { buckets, d1, defineWorker, type EnvOf, kv, object, queues, r2, secret, settings, shards } from "../lib/manifest.ts";
import type { OrderedLaneObject } from "../lib/ordered-lane/lane-object.ts";
import type { PartitionWidth } from "../lib/partitions/partition-width.ts";
import type { RateLimiterObject } from "../lib/rate-limit/limiter-object.ts";
import type { ImportJobs } from "../lib/rpc/import-jobs.ts";

/** The plan's knobs for `app`. */
export interface AppSettings {
	/** Where a tenant goes that names no region. */
	readonly homeRegion: string;
	/** The databases that tenants share, those of other `app`s too: a new tenant may go to any of them. */
	readonly pool: readonly { readonly region: string; readonly shards: number }[];
	/** Seconds a record may be served from caches; 0 leaves them out. */
	readonly recordCacheSeconds: number;
	/** Seconds a record is believed from an isolate's memory. */
	readonly recordMemorySeconds: number;
	readonly recordMemoryBytes: number;
	/** Seconds that the generations of a tenant's cache tags are believed from memory; 0 leaves tags out. */
	readonly tagMemorySeconds: number;
	/** A region's object may answer for the tenant's databases: of use only where `app` runs far from them. */
	readonly regionalCache: boolean;
	/** Seconds a data center may repeat a KV read without asking again. */
	readonly hotReadSeconds: number;
	/** Reads without a bookmark may go to a D1 replica. */
	readonly readReplicas: boolean;
	/** Events older than this are refused. */
	readonly eventWindowDays: number;
	/** A shared database of this size takes no more tenants. */
	readonly shardFullBytes: number;
	/** Of new time partitions. */
	readonly partitionWidth: PartitionWidth;
	/** Seconds that Workers Cache may hold a page of past events; 0 leaves it out. */
	readonly pastEventsCacheSeconds: number;
	/** Seconds that a data center's cache may hold one where Workers Cache doesn't; 0 leaves it out. */
	readonly pastEventsDataCenterSeconds: number;
	readonly files: FilesSettings;
}

export const manifest = defineWorker({
	name: "app",
	placement: "data",
	instances: "by-shards",
	bindings: {
		DIRECTORY: d1("directory"),
		JOBS: object<ImportJobs>("objects", "ChunkedJob"),
		RECORDS: kv("records"),
		KV_WRITER: object<KvWriterObject>("objects", "KvWriter"),
		CACHE_TAGS: object<CacheTagsObject>("objects", "CacheTags"),
		RATE_LIMITER: object<RateLimiterObject>("objects", "RateLimiter"),
		REGIONAL_CACHE: object<RegionalCacheObject>("objects", "RegionalCache"),
		SHARD: shards(),
		EVENTS: queues("events"),
		LANES: object<OrderedLaneObject>("objects", "OrderedLane"),
		// Only read; a binding can't be made to, so the code takes no more than `ArchiveReading`.
		ARCHIVE: r2("archive"),
		FILES: buckets("files"),
		/** JSON: what signs URLs of files, or null. */
		FILES_SIGNER: secret("filesSigner"),
		SETTINGS: settings<AppSettings>(),
	},
	cached: ["PastEvents"],
});

export type Env = EnvOf<typeof manifest>;
