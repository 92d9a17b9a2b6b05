/** What D1 says of a query in `meta` (/d1/worker-api/return-object/, 2026-09-17). */
export interface QueryMeta {
	readonly rows_read: number;
	readonly rows_written: number;
	/** Milliseconds inside SQLite. */
	readonly duration: number;
}

/** A query that somebody should look at. */
export interface QueryReport {
	readonly kind: "slow" | "scan";
	/** Values are never part of it: they are bound. */
	readonly sql: string;
	readonly rowsRead: number;
	readonly rowsWritten: number;
	readonly rowsReturned: number;
	readonly milliseconds: number;
}

export interface QueryLimits {
	/** A database runs one query at a time: at 100 ms it answers ten a second (/d1/platform/limits/, 2026-04-21). */
	readonly slowMs: number;
	/** Rows that a query may read however few it returns: what a page of events looks at by type is below it. */
	readonly scannedRows: number;
	/** Rows read for each that is returned or written: an index is read besides its table, and the fence for each row. */
	readonly readsPerRow: number;
}

export const QUERY_LIMITS: QueryLimits = { slowMs: 100, scannedRows: 5_000, readsPerRow: 10 };

const MAX_SQL = 500;

/** What is wrong with a query by what it cost; null for one that is well. One that scans is slow because of it. */
export function judgeQuery(sql: string, meta: QueryMeta, rowsReturned: number, limits: QueryLimits): QueryReport | null {
	const { rows_read: rowsRead, rows_written: rowsWritten, duration } = meta;
	const isScan = rowsRead > limits.scannedRows && rowsRead > limits.readsPerRow * (rowsReturned + rowsWritten);
	// A write of thousands of rows takes its time.
	const isSlow = duration > limits.slowMs && duration > rowsWritten / 20;
	if (!isScan && !isSlow) return null;
	return { kind: isScan ? "scan" : "slow", sql: sql.slice(0, MAX_SQL), rowsRead, rowsWritten, rowsReturned, milliseconds: duration };
}
