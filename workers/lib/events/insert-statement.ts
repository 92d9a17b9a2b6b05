import { toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import type { EventRow } from "../rpc.ts";
import { toInsertEvents } from "./event-sql.ts";
import { NO_SPANS } from "./old-spans.ts";

/** D1's longest string is 2 MB (/d1/platform/limits/, 2026-04-21). */
export const MAX_PARAMETER_BYTES = 1_900_000;

/** Rows and the statement that stores them in one table, those whose id is there staying as they are. */
export interface InsertStatement<R> {
	readonly rows: readonly R[];
	readonly statement: Statement;
	/** Of its parameters. */
	readonly bytes: number;
}

/** As few statements as the parameters allow; they store nothing where an adopted layer reaches into one of the spans. */
export function toInsertStatements<R extends EventRow>(table: string, rows: readonly R[], spans = NO_SPANS): InsertStatement<R>[] {
	const texts = rows.map(({ event }) => event).join("");
	const length = toByteLength(texts);
	const keys = toKeys(rows, length === texts.length ? (text) => text.length : toByteLength);
	const bytes = length + toByteLength(keys);
	if (rows.length < 2 || bytes <= MAX_PARAMETER_BYTES)
		return [{ rows, statement: toStatement(toInsertEvents(table), spans, keys, texts), bytes }];
	const half = rows.length >> 1;
	return [...toInsertStatements(table, rows.slice(0, half), spans), ...toInsertStatements(table, rows.slice(half), spans)];
}

/** JSON: each row's columns and where its event stands in the text of all. */
function toKeys(rows: readonly EventRow[], toLength: (text: string) => number): string {
	let end = 1;
	return JSON.stringify(
		rows.map(({ tenant, time, id, type, event }) => {
			const start = end;
			end += toLength(event);
			return [tenant, time, id, type, start, end - start];
		}),
	);
}
