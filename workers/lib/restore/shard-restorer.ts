import type { CopyCursor } from "../move/move-data.ts";
import type { Place } from "../move/move-plan.ts";
import type { Row } from "../tenant-tables/row.ts";
import type { RestorePlan } from "./restore-plan.ts";

/** What a shard knows of a tenant's past. Times in milliseconds since 1970. */
export interface ShardPast {
	/** From when on every change was written down. */
	readonly since: number;
	/** Changes before it have been forgotten. */
	readonly prunedTo: number;
	/** Rows that have changed after the time that was asked for. */
	readonly changed: number;
	/** Whether the archive has events that are later than it. */
	readonly archived: boolean;
}

export interface RestoredPage {
	/** The key behind which the next page begins; null at the end. */
	readonly next: RestoreCursor | null;
	readonly rows: number;
}

/** A table with a history, and the JSON of a key in it. */
export interface RestoreCursor {
	readonly table: string;
	readonly after: string;
}

/** One shard's side of a restore, beside what it does in a move. */
export interface ShardRestorer {
	/** Null where no history is kept, or the shard isn't bound any more. */
	readPast(place: Place, tenant: string, to: number): Promise<ShardPast | null>;
	/** After the close: from then on the place takes what the restore writes. False where it has been opened since: then all is restored. */
	takeOver(plan: RestorePlan, shard: string): Promise<boolean>;
	/** Brings back a page of rows, each as it was, all of them at once. Refused if anything was written since the token was read. */
	restorePage(plan: RestorePlan, shard: string, token: number, cursor: RestoreCursor | null): Promise<RestoredPage>;
	/** Writes a page of rows down as they are, and deletes them; null at the end. */
	emptyPage(plan: RestorePlan, shard: string, token: number, cursor: CopyCursor | null): Promise<CopyCursor | null>;
	/** Writes rows of an export. Gives the next token. */
	bring(plan: RestorePlan, shard: string, token: number, rows: readonly Row[]): Promise<number>;
	/** Deletes a page of events that are later; null at the end. */
	removeEvents(plan: RestorePlan, shard: string, token: number, cursor: CopyCursor | null): Promise<CopyCursor | null>;
}
