import { ProblemError } from "../../lib/problem.ts";
import type { Shard } from "../../lib/shards.ts";

/** Where a new tenant may go: all of `shards` where they are its own, else the least loaded one of them. */
export interface Placement {
	readonly dedicated: boolean;
	readonly location: string;
	readonly shards: readonly string[];
}

interface Wish {
	readonly tenant: string;
	readonly region: string | undefined;
	/** Where a tenant goes that names no region. */
	readonly home: string;
}

/** Without a region: the home, and where it has no place for the tenant, the first in the order of the alphabet. Throws `bad-parameter` for a region that has none. */
export function makePlacement(bound: readonly Shard[], { tenant, region, home }: Wish): Placement {
	const own = bound.filter((shard) => shard.tenant === tenant);
	const candidates = own.length > 0 ? own : bound.filter((shard) => shard.tenant === null);
	const locations = [...new Set(candidates.map(({ location }) => location))].sort();
	const location = region ?? (locations.includes(home) ? home : locations[0]);
	if (location === undefined || !locations.includes(location)) {
		throw new ProblemError("bad-parameter", `region: no database for ${tenant} there; one of: ${locations.join(", ")}`);
	}
	const shards = candidates.filter((shard) => shard.location === location).sort((a, b) => a.index - b.index);
	return { dedicated: own.length > 0, location, shards: shards.map(({ id }) => id) };
}
