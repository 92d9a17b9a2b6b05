import type { ShardPage } from "../rpc.ts";
import type { ShardDatabase } from "./find-database.ts";

/**
 * Queries of one invocation, of 1,000 that D1 allows (/d1/platform/limits/, 2026-04-21): some are left for retries. Pages are as large
 * as may be, since a request may invoke 32 Workers through service bindings (/workers/platform/limits/, 2026-09-05).
 */
export const MAX_QUERIES = 900;

/** An order that stays from one page to the next, whatever is bound in between. */
export const toPlace = ({ shard }: Pick<ShardDatabase, "shard">): string => `${shard.location}/${shard.id}`;

/** The first databases behind a place, in the order of their places: as many as one invocation may ask so many queries each. */
export function pageDatabases<D extends Pick<ShardDatabase, "shard">>(all: readonly D[], after: string | null, queries = 1): ShardPage<D> {
	const ordered = all.toSorted((a, b) => (toPlace(a) < toPlace(b) ? -1 : 1));
	const behind = after === null ? ordered : ordered.filter((one) => toPlace(one) > after);
	const items = behind.slice(0, Math.floor(MAX_QUERIES / queries));
	const last = items.at(-1);
	return { items, next: last !== undefined && items.length < behind.length ? toPlace(last) : null };
}
