/** A tenant database: one of the pool that many tenants share, or one of a tenant's own. */
export interface Shard {
	/** `pool-weur-0`, `tenant-acme-2`: identity for ever. */
	readonly id: string;
	/** The tenant it belongs to; null in the pool. */
	readonly tenant: string | null;
	/** D1's location hint or jurisdiction: `weur`, `eu`. */
	readonly location: string;
	readonly index: number;
}

const SHARD_ID = /^(?:pool-[a-z]+|tenant-(?<tenant>[a-z0-9-]+))-(?<index>\d+)$/;

/** A shard by its id; null for an id that is none. The location is part of the binding's name and not of a tenant shard's id. */
export function parseShardId(id: string, location: string): Shard | null {
	const parts = SHARD_ID.exec(id)?.groups;
	return parts ? { id, tenant: parts["tenant"] ?? null, location, index: Number(parts["index"]) } : null;
}

/** The databases that tenants share, of so many in each region. */
export const listPool = (pool: readonly { readonly region: string; readonly shards: number }[]): Shard[] =>
	pool.flatMap(({ region, shards }) =>
		Array.from({ length: shards }, (_, index) => ({ id: `pool-${region}-${index}`, tenant: null, location: region, index })),
	);

/** Whether a shard is a tenant's own, by its id. */
export const isOwnShard = (shard: string): boolean => shard.startsWith("tenant-");

/** Locations that are promises about where data stays, not hints (/d1/configuration/data-location/, 2026-09-17). */
const JURISDICTIONS: readonly string[] = ["eu", "fedramp"];

export const isJurisdiction = (location: string): location is "eu" | "fedramp" => JURISDICTIONS.includes(location);

/**
 * The member name of a shard's binding (`SHARD__<member>`): `POOL__WEUR__0`, `TENANT__ACME__EU__0`.
 * It says all that a Worker must know of the shard, so there is no second list that could disagree.
 */
export function toShardMember({ tenant, location, index }: Omit<Shard, "id">): string {
	const owner = tenant === null ? "POOL" : `TENANT__${tenant.toUpperCase().replaceAll("-", "_")}`;
	return `${owner}__${location.toUpperCase()}__${index}`;
}

/** The reverse of {@link toShardMember}; null for a name that is none. */
export function parseShardMember(member: string): Shard | null {
	const match = /^(?:POOL|TENANT__(?<tenant>[A-Z0-9_]+?))__(?<location>[A-Z]+)__(?<index>\d+)$/.exec(member);
	if (!match?.groups) return null;
	const tenant = match.groups["tenant"]?.toLowerCase().replaceAll("_", "-") ?? null;
	const location = (match.groups["location"] ?? "").toLowerCase();
	const index = Number(match.groups["index"]);
	return { id: tenant === null ? `pool-${location}-${index}` : `tenant-${tenant}-${index}`, tenant, location, index };
}
