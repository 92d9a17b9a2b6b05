import { toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import type { EventRow } from "../rpc.ts";
import { toInsertEvents } from "./event-sql.ts";
import { NO_SPANS } from "./old-spans.ts";

/** D1's longest string is 2 MB (/d1/platform/limits/, 2026-04-21). */
export const MAX_PARAMETER_BYTES = 1_900_000;

export interface InsertStatement {
	readonly statement: Statement;
	/** Of its parameters together. */
	readonly bytes: number;
}

/** Stores rows in one table, those whose id is there staying as they are; none of them where an adopted layer reaches into one of the spans. */
export function toInsertStatement(table: string, rows: readonly EventRow[], spans = NO_SPANS): InsertStatement {
	const texts = rows.map(({ event }) => event).join("");
	const bytes = toByteLength(texts);
	const toLength = bytes === texts.length ? (text: string) => text.length : toByteLength;
	let end = 1;
	const keys = rows.map(({ tenant, time, id, type, event }) => {
		const length = toLength(event);
		end += length;
		return [tenant, time, id, type, end - length, length];
	});
	const json = JSON.stringify(keys);
	return { statement: toStatement(toInsertEvents(table), spans, json, texts), bytes: bytes + toByteLength(json) };
}

/** What a row adds to its statement's parameters, about and rather more. */
export const toRowBytes = ({ tenant, id, type, event }: EventRow): number =>
	toByteLength(JSON.stringify([tenant, id, type])) + KEY_NUMBERS + toByteLength(event);

/** Time, start and length, of 17, 7 and 7 digits, and their commas. */
const KEY_NUMBERS = 34;
