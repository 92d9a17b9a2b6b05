/// <reference types="vite/types/importMeta.d.ts" />

declare namespace Cloudflare {
	/** What the test run binds, in `vitest.config.ts`. */
	interface Env {
		readonly DIRECTORY: D1Database;
		readonly FILES__ANY: R2Bucket;
		readonly JOBS: DurableObjectNamespace<import("../../workers/objects/index.ts").ChunkedJob>;
		readonly KEYS: KVNamespace;
		readonly SHARD__POOL__WEUR__0: D1Database;
		readonly SHARD__POOL__WEUR__1: D1Database;
		readonly SHARD__TENANT__ACME__EU__0: D1Database;
		readonly SHARD__TENANT__ACME__EU__1: D1Database;
		readonly SETTINGS: import("../../workers/objects/manifest.ts").ObjectsSettings;
		readonly HUB: DurableObjectNamespace<import("../../workers/objects/index.ts").Hub>;
		readonly OBJECT_LIST: DurableObjectNamespace<import("../../workers/objects/index.ts").ObjectList>;
		readonly CACHE_TAGS: DurableObjectNamespace<import("../../workers/objects/index.ts").CacheTags>;
		readonly ORDERED_LANE: DurableObjectNamespace<import("../../workers/objects/index.ts").OrderedLane>;
		readonly KV_WRITER: DurableObjectNamespace<import("../../workers/objects/index.ts").KvWriter>;
		readonly REGIONAL_CACHE: DurableObjectNamespace<import("../../workers/objects/index.ts").RegionalCache>;
		readonly COUNTER: DurableObjectNamespace<import("../../workers/objects/index.ts").Counter>;
		readonly SESSIONS: DurableObjectNamespace<import("../../workers/objects/index.ts").SessionLedger>;
		readonly RATE_LIMITER: DurableObjectNamespace<import("../../workers/objects/index.ts").RateLimiter>;
	}
}
