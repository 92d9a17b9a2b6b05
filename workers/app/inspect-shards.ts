import type { D1Database } from "@cloudflare/workers-types";
import { mapBounded } from "../lib/concurrency/map-bounded.ts";
import { prepare, toStatement } from "../lib/d1/statement.ts";
import type { ShardPage, ShardReport } from "../lib/rpc.ts";
import type { ShardDatabase } from "../lib/shard-databases/find-database.ts";
import { pageDatabases } from "../lib/shard-databases/page-databases.ts";

/** Each count is a range of the index by shard; the shard itself would have to be read through. */
const COUNT_TENANTS = "SELECT value AS shard, (SELECT count(*) FROM tenant_shards WHERE shard = value) AS tenants FROM json_each(?1)";

const LIST_PARTITIONS = "SELECT name FROM event_partitions WHERE name >= 'events_' ORDER BY name";

/** Counting rows would read them all; these are the numbers that SQLite plans with. */
const ESTIMATE_ROWS =
	"SELECT coalesce(sum(rows), 0) AS rows FROM (SELECT max(CAST(stat AS INTEGER)) AS rows FROM sqlite_stat1 GROUP BY tbl)";

/** Of one database. */
const QUERIES = 3;

interface Count {
	readonly shard: string;
	readonly tenants: number;
}

/** Size, tenants and partitions of the databases behind `after`, as many as one invocation may ask. */
export async function inspectShards(
	directory: Pick<D1Database, "prepare">,
	all: readonly ShardDatabase[],
	after: string | null,
): Promise<ShardPage<ShardReport>> {
	const { items: databases, next } = pageDatabases(all, after, QUERIES);
	const ids = JSON.stringify(databases.map(({ shard }) => shard.id));
	const { results } = await prepare(directory, toStatement(COUNT_TENANTS, ids)).all<Count>();
	const tenants = new Map(results.map((count) => [count.shard, count.tenants]));
	const items = await mapBounded(databases, async ({ shard, database }) => {
		const { results: partitions, meta } = await prepare(database, toStatement(LIST_PARTITIONS)).all<{ readonly name: string }>();
		const { id, location } = shard;
		const rows = await estimateRows(database);
		const names = partitions.map(({ name }) => name);
		return { shard: id, location, bytes: meta.size_after, rows, tenants: tenants.get(id) ?? 0, partitions: names };
	});
	return { items, next };
}

/** Lets SQLite bring its statistics up to date where they are not (/d1/sql-api/sql-statements/, 2026-09-17), and reads them. */
async function estimateRows(database: ShardDatabase["database"]): Promise<number> {
	await prepare(database, toStatement("PRAGMA optimize")).run();
	try {
		return (await prepare(database, toStatement(ESTIMATE_ROWS)).first<number>("rows")) ?? 0;
	} catch (error) {
		// A database that was never worth a look has no such table.
		if (error instanceof Error && error.message.includes("no such table: sqlite_stat1")) return 0;
		throw error;
	}
}
