import { pickFirst, toRows } from "../meter/meter-d1.ts";
import { findMethod, isObject, type Watcher, watchNamed } from "../meter/watch-methods.ts";
import { judgeQuery, type QueryMeta } from "./judge-query.ts";
import { type D1AccessOptions, resolveD1Options } from "./make-d1-access.ts";
import { retryD1, type Safety } from "./retry-d1.ts";

interface Prepared {
	readonly sql: string;
	/** What the database itself prepared: `batch` wants its own. */
	readonly statement: object;
}

const prepared = new WeakMap<object, Prepared>();
const repeatable = new WeakSet<object>();

/**
 * Says of a write that to run it twice is to run it once, so that a guarded database repeats it after an answer that was lost. A batch is
 * repeated where that holds for each statement in it. On a database that isn't guarded it changes nothing.
 *
 * @example
 * const close = (database: D1Database) => mayRepeat(guardD1(database).prepare("UPDATE tenants SET state = 'closed' WHERE id = ?1").bind("a")).run();
 */
export function mayRepeat<S extends object>(statement: S): S {
	repeatable.add(statement);
	return statement;
}

const CHANGES = /\b(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b/i;

const isRead = (sql: string) => /^\s*(SELECT|WITH)\b/i.test(sql) && !CHANGES.test(sql);

/** To read twice is to read once; anything else is repeated only where it never began, unless `mayRepeat` says more. */
const toSafety = (statement: unknown): Safety => {
	if (!isObject(statement)) return "once";
	return repeatable.has(statement) || isRead(prepared.get(statement)?.sql ?? "") ? "idempotent" : "once";
};

const isMeta = (value: unknown): value is QueryMeta =>
	isObject(value) && ["rows_read", "rows_written", "duration"].every((name) => typeof Reflect.get(value, name) === "number");

/**
 * The same database to its callers, of the same type: what passes is tried again within the budget, as `makeD1Access` does it, and slow
 * and scanning queries are reported. For code that asks a database directly; what goes through `D1Access` needs it not.
 *
 * @example
 * const listIds = (database: D1Database) => guardD1(database).prepare("SELECT id FROM tenants WHERE id > ?1 LIMIT 50").bind("a").all();
 */
export function guardD1<T extends object>(database: T, options: Partial<D1AccessOptions> = {}): T {
	return guard(database, resolveD1Options(options));
}

function guard<T extends object>(database: T, options: D1AccessOptions): T {
	const watchers = new Map<string, Watcher>([
		["prepare", (call, [sql]) => guardStatement(call(sql), String(sql), options)],
		["batch", (call, [statements]) => runBatch(call, Array.isArray(statements) ? statements : [], options)],
		[
			"withSession",
			(call, values) => {
				const session = call(...values);
				return isObject(session) ? guard(session, options) : session;
			},
		],
	]);
	return watchNamed(database, watchers);
}

function guardStatement(statement: unknown, sql: string, options: D1AccessOptions): unknown {
	if (!isObject(statement)) return statement;
	const run = (call: () => unknown) => retryD1(options, toSafety(guarded), async () => call());
	const all: Watcher = async (call, values) => {
		const result = await run(() => call(...values));
		report(sql, result, options);
		return result;
	};
	const readAll = findMethod(statement, "all");
	const watchers = new Map<string, Watcher>([
		["bind", (call, values) => guardStatement(call(...values), sql, options)],
		["all", all],
		["run", all],
		["first", async (call, values) => (readAll ? pickFirst(toRows(await all(readAll, [])), values[0]) : run(() => call(...values)))],
		["raw", (call, values) => run(() => call(...values))],
	]);
	const guarded: object = watchNamed(statement, watchers);
	prepared.set(guarded, { sql, statement });
	return guarded;
}

async function runBatch(call: Parameters<Watcher>[0], statements: readonly unknown[], options: D1AccessOptions): Promise<unknown> {
	const own = statements.map((statement) => (isObject(statement) ? prepared.get(statement) : undefined) ?? { sql: "", statement });
	const safety = statements.every((statement) => toSafety(statement) === "idempotent") ? "idempotent" : "once";
	const results = await retryD1(options, safety, async () => call(own.map(({ statement }) => statement)));
	if (Array.isArray(results)) for (const [index, result] of results.entries()) report(own[index]?.sql ?? "", result, options);
	return results;
}

function report(sql: string, result: unknown, { limits, report }: D1AccessOptions): void {
	const meta = isObject(result) && "meta" in result ? result.meta : null;
	const found = isMeta(meta) ? judgeQuery(sql, meta, toRows(result).length, limits) : null;
	if (found) report(found);
}
