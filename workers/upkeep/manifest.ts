import type { LayerRef } from "../lib/archive/archive-manifest.ts";
import type { CounterObject } from "../lib/counter/counter-object.ts";
import { buckets, d1, defineWorker, type EnvOf, kv, object, r2, service, services, settings, workflow } from "../lib/manifest.ts";
import type { MovePlan } from "../lib/move/move-plan.ts";
import type { RestorePlan } from "../lib/restore/restore-plan.ts";
import type { Remote } from "../lib/rpc/rpc-result.ts";
import type { TenantMovers } from "../lib/rpc/tenant-movers.ts";
import type { TenantObjects } from "../lib/rpc/tenant-objects.ts";
import type { DeadLetterStore, ReplayRange, TenantData } from "../lib/rpc.ts";
import type { SessionLedger } from "../lib/sessions/session-ledger.ts";
import type { DeletionPlan } from "../lib/tenant-deletion/deletion-plan.ts";

/** The plan's knobs for `upkeep`. */
export interface UpkeepSettings {
	readonly stage: string;
	/** Tells which `app` binds a shard: see `findApp`. */
	readonly shardsPerWorker: number;
	/** How many time partitions after the current one stand ready. */
	readonly partitionsAhead: number;
	/** Partitions that ended longer ago go to the archive. */
	readonly keepInDatabaseDays: number;
	/** For so long it is known what each row was before it changed; 0 keeps none of it. */
	readonly keepHistorySeconds: number;
	/** Uploads that nobody finished for so long are taken away. */
	readonly uploadsExpireSeconds: number;
	/** Events older than this are refused. */
	readonly eventWindowDays: number;
	/** How long a copy of the directory may be believed anywhere. */
	readonly directoryStaleSeconds: number;
}

/** What one run of the partitions Workflow is to make: `at` in milliseconds since 1970, on the shards of one member of `APP`. */
export interface PartitionsParams {
	readonly at: number;
	readonly app: string;
}

/** What one run on one `app` does there: looks at its shards, starts archives of what is due on them, or forgets what changed too long ago. */
export interface AppRunParams {
	readonly job: "loads" | "archives" | "histories";
	/** Milliseconds since 1970. */
	readonly at: number;
	/** The member of `APP`. */
	readonly app: string;
	/** Of a run that goes on where another ended: the first one's id, which of them it is, and behind what. */
	readonly goesOn?: { readonly first: string; readonly number: number; readonly after: string };
}

/** Up to when one run of the usage Workflow is to add up: `at` in milliseconds since 1970. */
export interface UsageParams {
	readonly at: number;
}

/** Which move one run is. */
export interface MoveParams {
	readonly plan: MovePlan;
}

/** Which restore one run is. */
export interface RestoreParams {
	readonly plan: RestorePlan;
}

/** Whose data one run of the export's Workflow writes, and under which id. */
export interface ExportParams {
	readonly tenant: string;
	readonly exportId: string;
}

/** Into whom one run of the import's Workflow brings which export. */
export interface ImportParams {
	readonly tenant: string;
	readonly importId: string;
	/** The key of the export's manifest. */
	readonly manifest: string;
}

/** What one run of the deletion's Workflow deletes. */
export interface DeletionParams {
	readonly plan: DeletionPlan;
}

/** Which dead letters one run of the replay's Workflow sends once more. */
export interface ReplayParams extends ReplayRange {
	readonly replayId: string;
}

/** Which layer one run of the archive's Workflow is to move, and the member of `APP` that binds its shard. */
export interface ArchiveParams {
	readonly app: string;
	readonly layer: LayerRef;
	/** The day it was started, `20261121`: part of the names of its objects. */
	readonly run: string;
}

export const manifest = defineWorker({
	name: "upkeep",
	bindings: {
		APP: services<Remote<TenantData>>("app", "Internal"),
		APP_RUNS: workflow<AppRunParams>("app-runs"),
		ARCHIVE: r2("archive"),
		ARCHIVES: workflow<ArchiveParams>("archives"),
		COUNTER: object<CounterObject>("objects", "Counter"),
		DEADLETTERS: service<Remote<DeadLetterStore>>("deadletters", "DeadLetters"),
		DIRECTORY: d1("directory"),
		FILES: buckets("files"),
		IMPORTS: workflow<ImportParams>("imports"),
		DELETIONS: workflow<DeletionParams>("deletions"),
		OBJECTS: service<Remote<TenantObjects>>("objects", "TenantObjects"),
		RECORDS: kv("records"),
		EXPORTS: workflow<ExportParams>("exports"),
		RESTORES: workflow<RestoreParams>("restores"),
		REPLAYS: workflow<ReplayParams>("replays"),
		KEYS: kv("directory"),
		MOVER: services<Remote<TenantMovers>>("app", "Moves"),
		MOVES: workflow<MoveParams>("moves"),
		PARTITIONS: workflow<PartitionsParams>("partitions"),
		SESSIONS: object<SessionLedger>("objects", "SessionLedger"),
		SETTINGS: settings<UpkeepSettings>(),
		USAGE: workflow<UsageParams>("usage"),
	},
	// Partitions hourly: a run that fails or is missed is made good an hour later, at least a day ahead of need.
	crons: ["*/5 * * * *", "7 * * * *", "23 3 * * *", "41 3 * * *"],
	workflows: {
		partitions: "MakePartitions",
		archives: "ArchivePartition",
		moves: "MoveTenant",
		usage: "RollUpUsage",
		exports: "ExportTenant",
		replays: "ReplayDeadLetters",
		deletions: "DeleteTenant",
		imports: "ImportTenant",
		restores: "RestoreTenant",
		"app-runs": "RunOnApp",
	},
});

export type Env = EnvOf<typeof manifest>;
