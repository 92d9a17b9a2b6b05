import { logWarning } from "../log-error.ts";
import { judgeQuery, QUERY_LIMITS, type QueryLimits, type QueryMeta, type QueryReport } from "./judge-query.ts";
import { type RetryBudget, type RetryOptions, retryD1, type Safety } from "./retry-d1.ts";
import { type Preparer, prepare, type Statement } from "./statement.ts";

interface Result<T> {
	readonly results: readonly T[];
	readonly meta: QueryMeta;
}

/** What a database or a session of it must do: run statements in one transaction. */
export interface D1Runner<P> extends Preparer<P> {
	batch<T>(statements: P[]): Promise<readonly Result<T>[]>;
}

export interface D1AccessOptions extends RetryOptions {
	readonly limits: QueryLimits;
	/** Told of each query that is slow or scans. */
	readonly report: (query: QueryReport) => void;
}

export interface D1Access {
	/** Runs statements in one transaction, again where that is safe and the budget allows; the rows of each. */
	run<T>(on: D1Runner<unknown>, statements: readonly Statement[], safety: Safety): Promise<(readonly T[])[]>;
}

/** A client waits for it: what takes longer is better answered with 503 and Retry-After. */
const BUDGET: RetryBudget = { attempts: 5, milliseconds: 2_000, firstDelayMs: 100 };

const DEFAULTS: D1AccessOptions = {
	budget: BUDGET,
	limits: QUERY_LIMITS,
	now: Date.now,
	sleep: (milliseconds) => scheduler.wait(milliseconds),
	random: () => Math.random(),
	report: (query) => logWarning("query", { ...query }),
};

export const resolveD1Options = (options: Partial<D1AccessOptions>): D1AccessOptions => ({ ...DEFAULTS, ...options });

/**
 * @example
 * const access = makeD1Access({ report: (query) => console.warn(JSON.stringify(query)) });
 * const query = { sql: "SELECT n FROM t WHERE id = ?1", parameters: [7] };
 * const read = (database: D1Database) => access.run<{ n: number }>(database, [query], "idempotent");
 */
export function makeD1Access(options: Partial<D1AccessOptions> = {}): D1Access {
	const { limits, report, ...retry } = resolveD1Options(options);
	return {
		async run<T>(on: D1Runner<unknown>, statements: readonly Statement[], safety: Safety) {
			const prepared = () => statements.map((statement) => prepare(on, statement));
			const results = await retryD1(retry, safety, () => on.batch<T>(prepared()));
			return results.map(({ results, meta }, index) => {
				const found = judgeQuery(statements[index]?.sql ?? "", meta, results.length, limits);
				if (found) report(found);
				return results;
			});
		},
	};
}
