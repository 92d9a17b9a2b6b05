import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { readMigrations } from "../../migrations/read-migrations.ts";
import type { PartitionDatabase } from "../../workers/lib/partitions/make-partitions.ts";

/** A shard in memory, with its schema: SQLite without D1 around it, a batch in one transaction. */
export async function openMemoryShard(): Promise<PartitionDatabase> {
	const sqlite = new DatabaseSync(":memory:");
	for (const { sql } of readMigrations("shard").migrations) sqlite.exec(sql);
	const runs = new WeakMap<object, () => unknown[]>();
	const prepare = (sql: string, values: readonly SQLInputValue[] = []): object => {
		const run = () => sqlite.prepare(sql).all(...values);
		const answer = async () => ({ results: run() });
		const statement = { bind: (...bound: SQLInputValue[]) => prepare(sql, bound), all: answer, run: answer };
		runs.set(statement, run);
		return statement;
	};
	const batch = async (statements: readonly object[]) => {
		sqlite.exec("BEGIN");
		try {
			const results = statements.map((statement) => ({ results: runs.get(statement)?.() }));
			sqlite.exec("COMMIT");
			return results;
		} catch (error) {
			sqlite.exec("ROLLBACK");
			throw error;
		}
	};
	return Object.assign(Object.create(null), { prepare, batch });
}
