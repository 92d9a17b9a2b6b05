import type { D1Database } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { prepare, toStatement } from "../d1/statement.ts";
import type { ArchiveBounds } from "../rpc.ts";
import type { ShardDatabase } from "../shard-databases/find-database.ts";
import { isJurisdiction } from "../shards.ts";
import type { LayerRef } from "./archive-manifest.ts";
import { FIND_ARCHIVABLE } from "./archive-sql.ts";

/** For one shard and day; what is over waits for the next. */
const MAX_LAYERS = 5;

type Source = Pick<ShardDatabase, "shard"> & { readonly database: Pick<D1Database, "prepare"> };

/** What is due for the archive, oldest first. A jurisdiction's shards have none: the bucket lies outside it. */
export async function findArchivable(sources: readonly Source[], { before, lateBefore }: ArchiveBounds): Promise<LayerRef[]> {
	const free = sources.filter(({ shard }) => !isJurisdiction(shard.location));
	const found = await mapBounded(free, async ({ shard, database }) => {
		const statement = toStatement(FIND_ARCHIVABLE, before, lateBefore, MAX_LAYERS);
		const { results } = await prepare(database, statement).all<Pick<LayerRef, "partition" | "layer">>();
		return results.map(({ partition, layer }) => ({ shard: shard.id, location: shard.location, partition, layer }));
	});
	return found.flat();
}
