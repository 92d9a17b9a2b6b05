import type { Count } from "./billed-counts.ts";
import { findMethod, isObject, type Watcher, watchNamed } from "./watch-methods.ts";

/** The statements behind those that were handed out: `batch` wants its own. */
const originals = new WeakMap<object, object>();

const toOriginal = (statement: unknown) => (isObject(statement) ? (originals.get(statement) ?? statement) : statement);

const toNumber = (value: unknown) => (typeof value === "number" ? value : 0);

/** Rows as D1 itself counts them for the bill, which is in every result's `meta`. */
function countResult(result: unknown, count: Count): void {
	if (!isObject(result) || !("meta" in result) || !isObject(result.meta)) return;
	const { meta } = result;
	if ("rows_read" in meta) count("d1RowsRead", toNumber(meta.rows_read));
	if ("rows_written" in meta) count("d1RowsWritten", toNumber(meta.rows_written));
}

/** The rows of a result. */
export const toRows = (result: unknown): readonly unknown[] =>
	isObject(result) && "results" in result && Array.isArray(result.results) ? result.results : [];

/** `first` as D1 makes it from all rows, which it reads and bills in any case. */
export function pickFirst(rows: readonly unknown[], column: unknown): unknown {
	const [row] = rows;
	if (!isObject(row)) return null;
	if (typeof column !== "string") return row;
	const value: unknown = Reflect.get(row, column);
	if (value === undefined) throw new Error(`D1_COLUMN_NOTFOUND: Column not found (${column})`);
	return value;
}

function meterStatement<T extends object>(statement: T, count: Count): T {
	const all: Watcher = async (call, values) => {
		count("d1Statements");
		const result = await call(...values);
		countResult(result, count);
		return result;
	};
	const readAll = findMethod(statement, "all");
	const watchers = new Map<string, Watcher>([
		["bind", (call, values) => meterMade(call(...values), count)],
		["all", all],
		["run", all],
		["first", async (call, values) => (readAll ? pickFirst(toRows(await all(readAll, [])), values[0]) : all(call, values))],
		["raw", (call, values) => countRaw(call(...values), count)],
	]);
	const metered = watchNamed(statement, watchers);
	originals.set(metered, statement);
	return metered;
}

const meterMade = (statement: unknown, count: Count) => (isObject(statement) ? meterStatement(statement, count) : statement);

/** `raw` tells nothing but its rows: those count as read, which is the least that it can have been. */
async function countRaw(result: unknown, count: Count): Promise<unknown> {
	count("d1Statements");
	const rows = await result;
	if (Array.isArray(rows)) count("d1RowsRead", rows.length);
	return rows;
}

async function countBatch(results: unknown, statements: number, count: Count): Promise<unknown> {
	count("d1Statements", statements);
	const all = await results;
	if (Array.isArray(all)) for (const result of all) countResult(result, count);
	return all;
}

/** A database or a session of one. `exec` tells neither rows nor statements before it ends: only the latter are counted. */
export function meterD1<T extends object>(database: T, count: Count): T {
	const watchers = new Map<string, Watcher>([
		["prepare", (call, values) => meterMade(call(...values), count)],
		[
			"batch",
			(call, [statements]) => {
				const own = Array.isArray(statements) ? statements.map(toOriginal) : [];
				return countBatch(call(own), own.length, count);
			},
		],
		[
			"exec",
			async (call, values) => {
				const result = await call(...values);
				if (isObject(result) && "count" in result) count("d1Statements", toNumber(result.count));
				return result;
			},
		],
		[
			"withSession",
			(call, values) => {
				const session = call(...values);
				return isObject(session) ? meterD1(session, count) : session;
			},
		],
	]);
	return watchNamed(database, watchers);
}
