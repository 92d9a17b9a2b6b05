import type { D1Database } from "@cloudflare/workers-types";
import { prepare, type Statement } from "../d1/statement.ts";
import { MAX_WIDTH, type Partition } from "./partition.ts";
import { toPartitionDdl } from "./partition-ddl.ts";
import type { PartitionWidth } from "./partition-width.ts";
import { planAhead } from "./plan-partition.ts";
import { parseRegister, type RegisteredPartition, type RegisterRow, toFindLayers } from "./register.ts";

export type PartitionDatabase = Pick<D1Database, "prepare" | "batch">;

export interface Ahead {
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly width: PartitionWidth;
	/** How many after the current one. */
	readonly ahead: number;
}

const YEAR = 366 * 86_400_000;
/** More than a shard has in any two years: a day each. */
const MAX_PARTITIONS = 1000;

/** Makes those partitions that a shard doesn't have; says how many there were. */
export async function makeMissingPartitions(database: PartitionDatabase, { at, width, ahead }: Ahead): Promise<number> {
	// One that is over by now may still end inside the span of the next.
	const registered = await readRegister(database, at - MAX_WIDTH, at + YEAR);
	const names = new Set(registered.map(({ name }) => name));
	const missing = planAhead(at, width, ahead, registered).filter(({ name }) => !names.has(name));
	if (missing.length > 0) await makePartitions(database, missing);
	return missing.length;
}

/** Asks for what a shard has for events from `from` on and before `to`. */
export const toReadRegister = (from: number, to: number): Statement => toFindLayers(from, to, MAX_PARTITIONS);

/** Newest first. */
async function readRegister(database: Pick<D1Database, "prepare">, from: number, to: number): Promise<RegisteredPartition[]> {
	const { results } = await prepare(database, toReadRegister(from, to)).all<RegisterRow>();
	return parseRegister(results);
}

/** All or none: a partition is never without its fence or its place in the register. */
export const makePartitions = (database: PartitionDatabase, partitions: readonly Partition[]) =>
	runAll(database, partitions.flatMap(toPartitionDdl));

/** One transaction. */
export async function runAll(database: PartitionDatabase, statements: readonly Statement[]): Promise<void> {
	await database.batch(statements.map((statement) => prepare(database, statement)));
}
