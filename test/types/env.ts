/** Compiled, not run: each Worker's `Env` is what its manifest's bindings are at run time. */
import type {
	AnalyticsEngineDataset,
	D1Database,
	Fetcher,
	KVNamespace,
	Queue,
	R2Bucket,
	RateLimit,
	WorkerVersionMetadata,
	Workflow,
} from "@cloudflare/workers-types";
import type { Env as AppEnv, AppSettings } from "../../workers/app/manifest.ts";
import type { Env as DeadLettersEnv } from "../../workers/deadletters/manifest.ts";
import type { Env as GatewayEnv, GatewaySettings } from "../../workers/gateway/manifest.ts";
import type { Env as IngestEnv, IngestSettings } from "../../workers/ingest/manifest.ts";
import type { RegionalCacheObject } from "../../workers/lib/cache/regional-object.ts";
import type { CounterObject } from "../../workers/lib/counter/counter-object.ts";
import type { CacheTagsObject } from "../../workers/lib/invalidation/generations.ts";
import type { KeyRevocations } from "../../workers/lib/key-sweep/key-sweep.ts";
import type { KvWriterObject } from "../../workers/lib/kv-write/kv-writer-object.ts";
import type { HubNode } from "../../workers/lib/live/hub-node.ts";
import type { ObjectNamespace } from "../../workers/lib/manifest.ts";
import type { OrderedLaneObject } from "../../workers/lib/ordered-lane/lane-object.ts";
import type { RateLimiterObject } from "../../workers/lib/rate-limit/limiter-object.ts";
import type { EventWriter } from "../../workers/lib/rpc/event-writer.ts";
import type { ImportJobs } from "../../workers/lib/rpc/import-jobs.ts";
import type { MoveAdmin } from "../../workers/lib/rpc/move-admin.ts";
import type { RestoreAdmin } from "../../workers/lib/rpc/restore-admin.ts";
import type { Remote } from "../../workers/lib/rpc/rpc-result.ts";
import type { TenantMovers } from "../../workers/lib/rpc/tenant-movers.ts";
import type { TenantObjects } from "../../workers/lib/rpc/tenant-objects.ts";
import type { TenantPlacements } from "../../workers/lib/rpc/tenant-placements.ts";
import type { DeadLetterStore, LongWork, TenantData } from "../../workers/lib/rpc.ts";
import type { SessionLedger } from "../../workers/lib/sessions/session-ledger.ts";
import type { Env as ObjectsEnv, ObjectsSettings } from "../../workers/objects/manifest.ts";
import type {
	AppRunParams,
	ArchiveParams,
	DeletionParams,
	ExportParams,
	ImportParams,
	MoveParams,
	PartitionsParams,
	ReplayParams,
	RestoreParams,
	Env as UpkeepEnv,
	UpkeepSettings,
	UsageParams,
} from "../../workers/upkeep/manifest.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };
const holds = <_T extends true>(): void => undefined;

holds<
	Equal<
		Flat<AppEnv>,
		{
			readonly DIRECTORY: D1Database;
			readonly RECORDS: KVNamespace;
			readonly KV_WRITER: ObjectNamespace<KvWriterObject>;
			readonly CACHE_TAGS: ObjectNamespace<CacheTagsObject>;
			readonly RATE_LIMITER: ObjectNamespace<RateLimiterObject>;
			readonly REGIONAL_CACHE: ObjectNamespace<RegionalCacheObject>;
			readonly [shard: `SHARD__${string}`]: D1Database;
			readonly [lane: `EVENTS__${string}`]: Queue;
			readonly LANES: ObjectNamespace<OrderedLaneObject>;
			readonly ARCHIVE: R2Bucket;
			readonly [bucket: `FILES__${string}`]: R2Bucket;
			readonly FILES_SIGNER: string;
			readonly JOBS: ObjectNamespace<ImportJobs>;
			readonly SETTINGS: AppSettings;
		}
	>
>();
holds<
	Equal<
		Flat<GatewayEnv>,
		{
			readonly DIRECTORY: D1Database;
			readonly KEYS: KVNamespace;
			readonly [instance: `APP__${string}`]: Fetcher & Remote<TenantPlacements>;
			readonly MOVES: Fetcher & Remote<MoveAdmin>;
			readonly RESTORES: Fetcher & Remote<RestoreAdmin>;
			readonly DEADLETTERS: Fetcher & Remote<DeadLetterStore>;
			readonly UPKEEP: Fetcher & Remote<LongWork>;
			readonly TENANT_LIMIT: RateLimit;
			readonly TENANT_LIMIT_FREE: RateLimit;
			readonly TENANT_LIMIT_PRO: RateLimit;
			readonly TENANT_LIMIT_ENTERPRISE: RateLimit;
			readonly ADDRESS_LIMIT: RateLimit;
			readonly RATE_LIMITER: ObjectNamespace<RateLimiterObject>;
			readonly COUNTER: ObjectNamespace<CounterObject>;
			readonly METRICS: AnalyticsEngineDataset;
			readonly HUB: ObjectNamespace<HubNode>;
			readonly OBJECT_LIST: ObjectNamespace<KeyRevocations>;
			readonly SESSIONS: ObjectNamespace<SessionLedger>;
			readonly ADMIN_TOKEN: string;
			readonly SIGNING_KEY: string;
			readonly SETTINGS: GatewaySettings;
			readonly VERSION: WorkerVersionMetadata;
		}
	>
>();
holds<
	Equal<
		Flat<IngestEnv>,
		{
			readonly [instance: `APP__${string}`]: Fetcher & Remote<EventWriter>;
			readonly [lane: `DEAD__${string}`]: Queue;
			readonly LANES: ObjectNamespace<OrderedLaneObject>;
			readonly SETTINGS: IngestSettings;
		}
	>
>();
holds<Equal<Flat<DeadLettersEnv>, { readonly BUCKET: R2Bucket; readonly [lane: `EVENTS__${string}`]: Queue }>>();
holds<
	Equal<
		Flat<UpkeepEnv>,
		{
			readonly [instance: `APP__${string}`]: Fetcher & Remote<TenantData>;
			readonly APP_RUNS: Workflow<AppRunParams>;
			readonly ARCHIVE: R2Bucket;
			readonly ARCHIVES: Workflow<ArchiveParams>;
			readonly RESTORES: Workflow<RestoreParams>;
			readonly IMPORTS: Workflow<ImportParams>;
			readonly DELETIONS: Workflow<DeletionParams>;
			readonly OBJECTS: Fetcher & Remote<TenantObjects>;
			readonly RECORDS: KVNamespace;
			readonly COUNTER: ObjectNamespace<CounterObject>;
			readonly DEADLETTERS: Fetcher & Remote<DeadLetterStore>;
			readonly DIRECTORY: D1Database;
			readonly [member: `FILES__${string}`]: R2Bucket;
			readonly EXPORTS: Workflow<ExportParams>;
			readonly REPLAYS: Workflow<ReplayParams>;
			readonly KEYS: KVNamespace;
			readonly [instance: `MOVER__${string}`]: Fetcher & Remote<TenantMovers>;
			readonly MOVES: Workflow<MoveParams>;
			readonly PARTITIONS: Workflow<PartitionsParams>;
			readonly SESSIONS: ObjectNamespace<SessionLedger>;
			readonly SETTINGS: UpkeepSettings;
			readonly USAGE: Workflow<UsageParams>;
		}
	>
>();
holds<
	Equal<
		Flat<ObjectsEnv>,
		{
			readonly SETTINGS: ObjectsSettings;
			readonly KEYS: KVNamespace;
			readonly RECORDS: KVNamespace;
			readonly [bucket: `FILES__${string}`]: R2Bucket;
			readonly [lane: `EVENTS__${string}`]: Queue;
		}
	>
>();
