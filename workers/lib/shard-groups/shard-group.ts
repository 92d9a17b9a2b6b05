import type { Shard } from "../shards.ts";

/** What one `app` may bind the shards of: a location, or, where one `app` serves them all, everywhere. */
export type Reach = "location" | "everywhere";

/** A tenant's own shards are numbered from here on in each group: `tenant-acme-1003` is the fourth of acme's, in group 1. */
export const NUMBERS_PER_GROUP = 1_000;

/** Where the pool may be, in an order that is identity for ever: a new location goes to the end. */
export const POOL_LOCATIONS: readonly string[] = ["weur", "enam", "apac", "wnam", "eeur", "oc"];

/** Room for locations that D1 hasn't yet: as many numbers are dealt round the locations. */
const DEALT = 8;

/**
 * The group that a shard is in, which one `app` binds: by the shard's identity alone, so that none changes its group, whatever is added.
 * Of the pool each takes the next `size` numbers; all shards of a tenant's own are in the group that their numbers say.
 */
export function toGroup({ tenant, location, index }: Omit<Shard, "id">, reach: Reach, size: number): number {
	if (tenant !== null) return Math.floor(index / NUMBERS_PER_GROUP);
	const place = POOL_LOCATIONS.indexOf(location);
	return Math.floor((reach === "location" ? index : index * DEALT + place) / size);
}

/** The name of the `app` of a group among the members of a family: `ANY`, `WEUR`, `WEUR__1`; without a location it serves all. */
export const toGroupMember = (location: string | null, group: number): string =>
	`${(location ?? "any").toUpperCase()}${group === 0 ? "" : `__${group}`}`;
