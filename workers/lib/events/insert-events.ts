import type { D1Database } from "@cloudflare/workers-types";
import { toD1Fault, toMessage } from "../d1/fault.ts";
import type { D1Access } from "../d1/make-d1-access.ts";
import type { EventRow } from "../rpc.ts";
import { type InsertStatement, toInsertStatements } from "./insert-statement.ts";

export type EventDatabase = Pick<D1Database, "prepare" | "batch">;

export interface EventTable {
	readonly access: D1Access;
	readonly database: EventDatabase;
	/** A layer of a partition: `events_2026_11`. */
	readonly table: string;
}

/** A row that the table refuses whenever it is given. */
export interface RefusedRow<R> {
	readonly row: R;
	readonly reason: string;
}

/**
 * Stores rows in one table of one shard, a row whose id is there already staying as it is: one statement, as long as
 * they fit its parameters. A row that breaks a rule of the table is found by halving, so that all others are stored.
 *
 * @throws what D1 threw, if that isn't the fault of single rows: the fence, no such table, overload, network.
 */
export async function insertEvents<R extends EventRow>(table: EventTable, rows: readonly R[]): Promise<RefusedRow<R>[]> {
	const refused: RefusedRow<R>[] = [];
	for (const insert of toInsertStatements(table.table, rows)) refused.push(...(await insertSome(table, insert)));
	return refused;
}

async function insertSome<R extends EventRow>(table: EventTable, { rows, statement }: InsertStatement<R>): Promise<RefusedRow<R>[]> {
	try {
		await table.access.run(table.database, [statement], "idempotent");
		return [];
	} catch (error) {
		if (toD1Fault(error) !== "row") throw error;
		const [row] = rows;
		if (rows.length === 1 && row) return [{ row, reason: toMessage(error) }];
		const half = rows.length >> 1;
		const first = await insertEvents(table, rows.slice(0, half));
		return [...first, ...(await insertEvents(table, rows.slice(half)))];
	}
}
