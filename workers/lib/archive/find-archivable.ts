import type { D1Database } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { prepare, toStatement } from "../d1/statement.ts";
import type { ArchiveBounds, ShardPage } from "../rpc.ts";
import type { ShardDatabase } from "../shard-databases/find-database.ts";
import { pageDatabases } from "../shard-databases/page-databases.ts";
import { isJurisdiction } from "../shards.ts";
import { DAY_MS } from "../time/day.ts";
import type { LayerRef } from "./archive-manifest.ts";
import { FIND_ARCHIVABLE } from "./archive-sql.ts";

/** For one shard and day; what is over waits for the next. */
const MAX_LAYERS = 5;
/** Layers that wait on a shard: more than it has partitions, a day each, in its window. */
const MAX_WAITING = 500;

type Source = Pick<ShardDatabase, "shard"> & { readonly database: Pick<D1Database, "prepare"> };

/** What is due for the archive on the shards behind `after`, each shard's oldest first. A jurisdiction's shards have none: the bucket lies outside it. */
export async function findArchivable(
	sources: readonly Source[],
	bounds: ArchiveBounds,
	after: string | null,
): Promise<ShardPage<LayerRef>> {
	const free = sources.filter(({ shard }) => !isJurisdiction(shard.location));
	const { items, next } = pageDatabases(free, after);
	const found = await mapBounded(items, async ({ shard, database }) => {
		const statement = toStatement(FIND_ARCHIVABLE, bounds.before, bounds.lateBefore, MAX_WAITING);
		const { results } = await prepare(database, statement).all<Pick<LayerRef, "partition" | "layer">>();
		return pickDue(results, Math.floor(bounds.before / DAY_MS)).map(({ partition, layer }) => ({
			shard: shard.id,
			location: shard.location,
			partition,
			layer,
		}));
	});
	return { items: found.flat(), next };
}

/** The oldest, and in the last place another one each day: layers that fail day after day, be they the oldest, hold up none for ever. */
function pickDue<T>(waiting: readonly T[], day: number): T[] {
	const [oldest, others] = [waiting.slice(0, MAX_LAYERS - 1), waiting.slice(MAX_LAYERS - 1)];
	const next = others[day % Math.max(others.length, 1)];
	return next === undefined ? oldest : [...oldest, next];
}
