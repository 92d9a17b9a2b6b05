import type { D1Database } from "@cloudflare/workers-types";
import { prepare, toStatement } from "../d1/statement.ts";
import type { Partition } from "./partition.ts";
import { toPartitionDdl } from "./partition-ddl.ts";

export const FIND_PARTITIONS = "SELECT name FROM event_partitions WHERE name IN (SELECT value FROM json_each(?1))";

type Database = Pick<D1Database, "prepare" | "batch">;

/** Makes those partitions that a shard doesn't have; says whether there were any. */
export async function makeMissingPartitions(database: Database, partitions: readonly Partition[]): Promise<boolean> {
	const names = JSON.stringify(partitions.map(({ name }) => name));
	const { results } = await prepare(database, toStatement(FIND_PARTITIONS, names)).all<{ readonly name: string }>();
	const known = new Set(results.map(({ name }) => name));
	const missing = partitions.filter(({ name }) => !known.has(name));
	if (missing.length > 0) await makePartitions(database, missing);
	return missing.length > 0;
}

/** One transaction: a partition is never without its fence or its place in the register. */
export async function makePartitions(database: Database, partitions: readonly Partition[]): Promise<void> {
	await database.batch(partitions.flatMap(toPartitionDdl).map((statement) => prepare(database, statement)));
}
