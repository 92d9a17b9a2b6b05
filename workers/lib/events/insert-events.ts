import type { D1Database } from "@cloudflare/workers-types";
import { chunkByBytes, toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import { toD1Fault, toMessage } from "../d1/fault.ts";
import type { D1Access } from "../d1/make-d1-access.ts";
import { toStatement } from "../d1/statement.ts";
import type { EventRow } from "../rpc.ts";
import { toInsertEvents } from "./event-sql.ts";

export type EventDatabase = Pick<D1Database, "prepare" | "batch">;

export interface EventTable {
	readonly access: D1Access;
	readonly database: EventDatabase;
	/** A layer of a partition: `events_2026_11`. */
	readonly table: string;
}

/** D1's longest string is 2 MB (/d1/platform/limits/, 2026-04-21). */
export const MAX_PARAMETER_BYTES = 1_900_000;

/** A row that the table refuses whenever it is given. */
export interface RefusedRow<R> {
	readonly row: R;
	readonly reason: string;
}

/** A row and its JSON, made once: it is weighed, sent and, where the table refuses a row, sent again in halves. */
interface Written<R> {
	readonly row: R;
	readonly json: string;
}

const write = <R extends EventRow>(row: R): Written<R> => ({
	row,
	json: JSON.stringify([row.tenant, row.time, row.id, row.type, row.event]),
});

/**
 * Stores rows in one table of one shard, a row whose id is there already staying as it is: one statement, as long as
 * their JSON fits one parameter. A row that breaks a rule of the table is found by halving, so that all others are stored.
 *
 * @throws what D1 threw, if that isn't the fault of single rows: the fence, no such table, overload, network.
 */
export async function insertEvents<R extends EventRow>(table: EventTable, rows: readonly R[]): Promise<RefusedRow<R>[]> {
	const refused: RefusedRow<R>[] = [];
	const toBytes = ({ json }: Written<R>) => toByteLength(json) + 1;
	const limits = { maxItems: Number.POSITIVE_INFINITY, maxBytes: MAX_PARAMETER_BYTES, toBytes };
	for (const chunk of chunkByBytes(rows.map(write), limits)) refused.push(...(await insertChunk(table, chunk)));
	return refused;
}

async function insertChunk<R>(table: EventTable, rows: readonly Written<R>[]): Promise<RefusedRow<R>[]> {
	try {
		const statement = toStatement(toInsertEvents(table.table), `[${rows.map(({ json }) => json).join(",")}]`);
		await table.access.run(table.database, [statement], "idempotent");
		return [];
	} catch (error) {
		if (toD1Fault(error) !== "row") throw error;
		const [only] = rows;
		if (rows.length === 1 && only) return [{ row: only.row, reason: toMessage(error) }];
		const half = rows.length >> 1;
		const first = await insertChunk(table, rows.slice(0, half));
		return [...first, ...(await insertChunk(table, rows.slice(half)))];
	}
}
