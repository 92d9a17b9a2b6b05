import type { Place } from "../move/move-plan.ts";
import type { ShardPast } from "./shard-restorer.ts";

/** Where the tenant was for a time; milliseconds since 1970. */
export interface Stay {
	readonly places: readonly Place[];
	/** It came at this time or later. */
	readonly from: number;
	/** It left at this time or before. */
	readonly until: number;
}

/** Since when each write of a stay was written down; null where it can't be known. */
export type ReadPast = (place: Place) => Promise<Pick<ShardPast, "since" | "prunedTo"> | null>;

/**
 * The earliest time that a tenant can be restored to: since then every shard where it lived wrote each change down, and none of it has been
 * forgotten. A move brings along what was written down, so that a stay of before it counts too. Null where the shards of now keep no history.
 *
 * @param stays the newest first
 */
export async function findSince(stays: readonly Stay[], readPast: ReadPast): Promise<number | null> {
	let since = 0;
	for (const [index, stay] of stays.entries()) {
		const pasts = await Promise.all(stay.places.map(readPast));
		const known = pasts.flatMap((past) => (past ? [past] : []));
		if (known.length < pasts.length) return index === 0 ? null : Math.max(since, stay.until);
		since = Math.max(since, ...known.map(({ prunedTo }) => prunedTo));
		const logged = Math.max(...known.map((past) => past.since));
		if (logged > stay.from) return Math.max(since, logged);
		if (since >= stay.from) return since;
	}
	return Math.max(since, stays.at(-1)?.from ?? 0);
}
