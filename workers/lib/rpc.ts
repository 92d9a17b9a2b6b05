/** What our Workers and Durable Objects ask of one another by RPC: plain data in, plain data out. */

import type { LayerRef, RowKey } from "./archive/archive-manifest.ts";
import type { LinePage } from "./archive/make-part.ts";
import type { DeadLetterCounts } from "./dead-letters/count-dead-letters.ts";
import type { ExportKind } from "./export/export-manifest.ts";
import type { Place } from "./move/move-plan.ts";
import type { Keeping } from "./restore/prune-history.ts";
import type { Run } from "./runs/run-register.ts";

/** An event on its way through the queue: `event` is the CloudEvent exactly as it will be returned. */
export interface EventRow {
	readonly tenant: string;
	readonly id: string;
	readonly type: string;
	/** CloudEvents `time`, milliseconds since 1970. */
	readonly time: number;
	readonly event: string;
}

/** The rows of one D1 statement: all in one table of one shard. */
export interface EventGroup {
	readonly shard: string;
	/** D1 location hint or jurisdiction of the shard. */
	readonly location: string;
	/** The time partition's table: `events_2026_11`. */
	readonly partition: string;
	/** On a shard of a tenant's own, the epoch of whoever named it: at another one the tenant's events may lie otherwise. */
	readonly epoch?: number | undefined;
	readonly rows: readonly EventRow[];
}

/** A row that isn't stored, by its index in the group. */
export interface UnstoredRow {
	readonly index: number;
	readonly reason: string;
}

/** Every row that is named in neither list is stored. */
export interface EventOutcome {
	/** Would be refused again. */
	readonly refused: readonly UnstoredRow[];
	/** To be given again, some time later: the tenant is being moved, or what its events need failed. */
	readonly later: readonly UnstoredRow[];
	/** Its tenant has moved to where another `app` is: to be given to that one. */
	readonly elsewhere?: readonly MovedRow[];
}

export interface MovedRow {
	readonly index: number;
	readonly shard: string;
	readonly location: string;
	readonly epoch: number;
}

export interface ShardReport {
	readonly shard: string;
	readonly location: string;
	readonly bytes: number;
	/** As SQLite's own statistics estimate them; 0 before it has any. */
	readonly rows: number;
	readonly tenants: number;
	readonly partitions: readonly string[];
}

/** What the archive may take: layers of partitions that ended by `before`, late ones of those that ended by `lateBefore`. */
export interface ArchiveBounds {
	readonly before: number;
	readonly lateBefore: number;
}

export interface ClosedLayer {
	readonly events: number;
}

export interface ArchivedLayer {
	/** Key of the manifest in the archive; null for a layer without events. */
	readonly manifest: string | null;
}

/** A layer of a partition on its way to the archive. */
export interface LayerSource {
	/** From then on no row of it changes; null where it is archived already. */
	closeLayer(ref: LayerRef): Promise<ClosedLayer | null>;
	/** Rows behind a key, in the order of (tenant, time, id), a page of bounded size; none at the end. */
	readLayer(ref: LayerRef, after: RowKey | null): Promise<readonly EventRow[]>;
	/** Drops the table, once the archive is seen to hold what it holds. */
	dropLayer(ref: LayerRef, archived: ArchivedLayer): Promise<void>;
}

/** What to make worthless in the caches: all of a tenant, or the records of one collection. */
export interface CachePurge {
	readonly tenant: string;
	readonly location: string;
	readonly collection: string | null;
}

/** What was found on some of an `app`'s shards: all of them may be more than one invocation can ask. */
export interface ShardPage<T> {
	readonly items: readonly T[];
	/** Where the next page begins; null at the end. */
	readonly next: string | null;
}

/** `app`, entrypoint `Internal`. */
export interface TenantData extends LayerSource {
	findArchivable(bounds: ArchiveBounds, after: string | null): Promise<ShardPage<LayerRef>>;
	/** Makes the moment's partition and the `ahead` next ones on a page of the shards that `app` binds; the items are those that it touched. */
	makePartitions(at: number, ahead: number, after: string | null): Promise<ShardPage<string>>;
	inspectShards(after: string | null): Promise<ShardPage<ShardReport>>;
	/** Forgets what changed too long ago on a page of the shards; the items are numbers of changes. */
	pruneHistory(keeping: Keeping, after: string | null): Promise<ShardPage<number>>;
	/** A page of all that a tenant has of a kind, as lines, read from the primaries. */
	readTenantLines(kind: ExportKind, tenant: string, after: string | null): Promise<LinePage>;
	/** Stores lines as {@link readTenantLines} gave them; what is there already stays. */
	importLines(kind: ExportKind, tenant: string, lines: readonly string[]): Promise<void>;
	/** Closes a shard to a tenant and deletes its rows there; false while some may be left. */
	deleteRows(tenant: string, place: Place): Promise<boolean>;
	/** After a change of a tenant's data that went round its caches; the seconds after which nothing older is answered. */
	purgeCaches(purge: CachePurge): Promise<number>;
}

export interface DeadLetter {
	readonly id: string;
	readonly queue: string;
	readonly reason: string;
	readonly attempts: number;
	/** ISO 8601. */
	readonly at: string;
	readonly message: unknown;
}

export interface DeadLetterPage {
	readonly deadLetters: readonly DeadLetter[];
	readonly cursor?: string;
}

/** `deadletters`, entrypoint `DeadLetters`. */
export interface DeadLetterStore {
	list(query: { readonly queue: string | null; readonly cursor: string | null }): Promise<DeadLetterPage>;
	/** Sends it to its queue again and removes it; false where there is none of that id. */
	replay(id: string): Promise<boolean>;
	/** Sends the next letters of a range to their queue again and removes them, newest first. */
	replayPage(range: ReplayRange, after: string | null): Promise<ReplayedPage>;
	/** Deletes a tenant's letters from one page of all; where to go on, null at the end. */
	forget(tenant: string, after: string | null): Promise<string | null>;
	/** How many letters there are, by queue. */
	count(): Promise<DeadLetterCounts>;
}

/** Which letters to send once more: those of one queue whose messages were queued from `from` on and before `to`, milliseconds since 1970. */
export interface ReplayRange {
	readonly queue: string;
	readonly from: number;
	readonly to: number;
}

export interface ReplayedPage {
	readonly replayed: number;
	/** Behind which the next page begins; null where there are no more. */
	readonly next: string | null;
}

export type RunKind = "deletion" | "export" | "import" | "replay";

/** `upkeep`, entrypoint `LongWork`: begins work that takes longer than a request, and says how far it is. */
export interface LongWork {
	/** A problem `not-found` for a tenant that is none. */
	startExport(tenant: string): Promise<Run>;
	/** Brings an export, by the key of its manifest, into a tenant that has nothing. Problems `not-found`, `conflict`. */
	startImport(tenant: string, manifest: string): Promise<Run>;
	/** Closes the tenant and begins to delete all that it has. Problems `not-found`; `conflict` while it moves, or another is being deleted. */
	startDeletion(tenant: string): Promise<Run>;
	startReplay(range: ReplayRange): Promise<Run>;
	/** Null for a run that is none of this kind. */
	readRun(kind: RunKind, id: string): Promise<Run | null>;
}
