import type { Row } from "../tenant-tables/row.ts";
import type { MovePhase, MovePlan } from "./move-plan.ts";

/** Rows of one table on their way, and keys that are there no more. */
export interface TableRows {
	readonly table: string;
	readonly rows: readonly Row[];
	readonly gone: readonly Row[];
}

/** Where a copy is: behind this key of this table. */
export interface CopyCursor {
	readonly table: string;
	readonly after: Row | null;
}

export interface CopyPage {
	readonly tables: readonly TableRows[];
	/** Null at the end. */
	readonly next: CopyCursor | null;
}

export interface ChangePage {
	readonly tables: readonly TableRows[];
	/** The last change that is in it, or was before it. */
	readonly upTo: number;
	/** Changes behind it. */
	readonly left: number;
}

/** A checksum of some of a tenant's rows, in tables of one kind: `records`, `events`. */
export interface TableSum {
	readonly name: string;
	readonly rows: number;
	readonly sum: number;
}

export interface SumPage {
	readonly sums: readonly TableSum[];
	/** Keys in the page that aren't in the sums, for they have changed. */
	readonly changed: readonly TableRows[];
	/** Null at the end. */
	readonly next: CopyCursor | null;
}

/** An archived layer that has events of the tenant, by its manifest's key. */
export interface ArchivedLayerRef {
	readonly manifest: string;
	readonly startsAt: number;
	readonly endsAt: number;
}

export interface ShardArchives {
	/** In the shard's own register. */
	readonly own: readonly ArchivedLayerRef[];
	/** Of other shards, where the tenant lived before, and listed here. */
	readonly adopted: readonly ArchivedLayerRef[];
}

export interface AdoptedRow extends ArchivedLayerRef {
	readonly listed: boolean;
}

type BegunState = "leaving" | "coming";

/** One shard's side of a move. Each may be called again after its answer was lost; what comes late is refused. */
export interface ShardMover {
	/** Writes changes down from then on, or takes copies; how many rows there are of the tenant. */
	begin(plan: MovePlan, shard: string, state: BegunState): Promise<number>;
	readPage(plan: MovePlan, shard: string, cursor: CopyCursor | null): Promise<CopyPage>;
	readChanges(plan: MovePlan, shard: string, after: number): Promise<ChangePage>;
	/** To be read before what is to be written or cleared; null where nothing may be. */
	readToken(plan: MovePlan, shard: string): Promise<number | null>;
	/** Writes and reads back; refused if anything was written since the token was read. Gives the next token. */
	write(plan: MovePlan, shard: string, token: number, tables: readonly TableRows[]): Promise<number>;
	/** Of the next rows that go and haven't changed behind `upTo`, at a source; of all that came, at a target, where that is null. */
	sumPage(plan: MovePlan, shard: string, cursor: CopyCursor | null, upTo: number | null): Promise<SumPage>;
	/** Of the rows of these keys, in whatever tables they are here. */
	sumKeys(plan: MovePlan, shard: string, keys: readonly TableRows[]): Promise<readonly TableSum[]>;
	/** For each of these, what is here of the rows and keys in it. */
	readRows(plan: MovePlan, shard: string, tables: readonly TableRows[]): Promise<readonly TableRows[]>;
	listArchives(plan: MovePlan, shard: string): Promise<ShardArchives>;
	adopt(plan: MovePlan, shard: string, layers: readonly AdoptedRow[]): Promise<void>;
	/** No write of the tenant from then on. Throws where one before may not have been written down. */
	close(plan: MovePlan, shard: string): Promise<void>;
	/** Open as before the move; it is over here. */
	reopen(plan: MovePlan, shard: string): Promise<void>;
	/** After the switch: a target or a shard that stays opens at the new epoch, one that is left stays closed. */
	settle(plan: MovePlan, shard: string): Promise<void>;
	/** Deletes a page of what isn't the tenant's here: null when there is no more. */
	clear(plan: MovePlan, shard: string, token: number, cursor: CopyCursor | null): Promise<CopyCursor | null>;
	/** Nothing of the move counts here any more. */
	end(plan: MovePlan, shard: string): Promise<void>;
}

export interface MoveProgress {
	readonly rowsCopied: number;
	readonly rowsLeft: number;
}

/** The directory's side. */
export interface MoveDirectory {
	/** True where somebody has cancelled the move. */
	report(id: number, progress: MoveProgress): Promise<boolean>;
	/** From then on writes may be refused; the phase, which is another where the move was cancelled or has switched. */
	close(id: number, at: number): Promise<{ readonly phase: MovePhase; readonly closedAt: number; readonly cancelled: boolean }>;
	/** The point of no return: the tenant lives at the target. Throws where the move was given up. */
	switch(plan: MovePlan): Promise<void>;
	/** Gives the move up unless it has switched: the phase then. */
	giveUp(id: number, reason: string): Promise<MovePhase>;
	paused(id: number, milliseconds: number): Promise<void>;
	/** Drops what the caches hold of the tenant. */
	announce(tenant: string): Promise<void>;
	end(id: number, phase: "done" | "undone", at: number): Promise<void>;
}
