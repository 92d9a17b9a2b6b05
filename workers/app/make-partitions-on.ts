import { mapBounded } from "../lib/concurrency/map-bounded.ts";
import { type Ahead, makeMissingPartitions, type PartitionDatabase } from "../lib/partitions/make-partitions.ts";
import { toPartitionDdl } from "../lib/partitions/partition-ddl.ts";
import { toPartition } from "../lib/partitions/partition-width.ts";
import type { ShardPage } from "../lib/rpc.ts";
import type { ShardDatabase } from "../lib/shard-databases/find-database.ts";
import { MAX_QUERIES, pageDatabases, toPlace } from "../lib/shard-databases/page-databases.ts";

type PartitionedShard = Pick<ShardDatabase, "shard"> & { readonly database: PartitionDatabase };

/** Shards that are asked before it is counted what they took. */
const CHUNK = 6;

/**
 * Makes what the shards behind `after` miss; the items are those that missed any. A look at the register is one query, and each
 * statement of a new partition one more: a page ends where the next shards, if they missed all, would take too many.
 */
export async function makePartitionsOn(
	databases: readonly PartitionedShard[],
	ahead: Ahead,
	after: string | null,
): Promise<ShardPage<string>> {
	const statements = toPartitionDdl(toPartition(ahead.at, ahead.width)).length;
	const worst = CHUNK * (1 + (ahead.ahead + 1) * statements);
	const page = pageDatabases(databases, after);
	const items: string[] = [];
	let queries = 0;
	for (let index = 0; index < page.items.length; index += CHUNK) {
		const before = page.items[index - 1];
		if (before && queries + worst > MAX_QUERIES) return { items, next: toPlace(before) };
		const chunk = page.items.slice(index, index + CHUNK);
		const made = await mapBounded(chunk, async ({ shard, database }) => ({ shard, missing: await makeMissingPartitions(database, ahead) }));
		queries += chunk.length + made.reduce((sum, { missing }) => sum + missing * statements, 0);
		items.push(...made.flatMap(({ shard, missing }) => (missing > 0 ? [shard.id] : [])));
	}
	return { items, next: page.next };
}
