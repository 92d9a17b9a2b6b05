import { ProblemError } from "../problem.ts";
import { isJurisdiction, type Shard } from "../shards.ts";
import type { Site } from "./move-plan.ts";

export interface Wish {
	readonly tenant: string;
	readonly source: Site;
	/** A shard of the pool, a region that has a pool, or `dedicated`: all databases of the tenant's own. */
	readonly to: string;
	/** Tenants of each shard of the pool. */
	readonly tenantsOf: (shard: string) => number;
}

const refusal = (detail: string) => new ProblemError("bad-parameter", `to: ${detail}`);

/** Where a tenant goes, or the problem that says why not. */
export function chooseTarget(bound: readonly Shard[], wish: Wish): Site {
	const target = find(bound, wish);
	const { source } = wish;
	if (isJurisdiction(source.location) && target.location !== source.location)
		throw refusal(`the tenant's data must stay in ${source.location}; ${wish.to} is in ${target.location}`);
	// Files, the archive and objects of a jurisdiction are others: a move brings databases' rows alone.
	if (isJurisdiction(target.location) && source.location !== target.location)
		throw refusal(
			`${wish.to} is in ${target.location}, and the tenant's files, archived events and counters would stay outside: export it, and import it into a tenant that is created there`,
		);
	const kept = source.shards.filter((shard) => target.shards.includes(shard)).length;
	if (kept === source.shards.length && kept === target.shards.length) throw refusal("the tenant is there already");
	if (kept > 0 && kept < source.shards.length)
		throw refusal("would leave some of its databases and keep others: move it to the pool first");
	return target;
}

function find(bound: readonly Shard[], { tenant, source, to, tenantsOf }: Wish): Site {
	if (to === "dedicated") {
		const own = bound.filter((shard) => shard.tenant === tenant).sort((a, b) => a.index - b.index);
		const [first] = own;
		if (!first) throw refusal(`${tenant} has no databases of its own: add it to the stack's tenants and deploy`);
		return { location: first.location, shards: own.map(({ id }) => id) };
	}
	const pool = bound.filter((shard) => shard.tenant === null);
	const named = pool.find(({ id }) => id === to);
	if (named) return { location: named.location, shards: [named.id] };
	const [least] = pool
		.filter(({ location, id }) => location === to && !source.shards.includes(id))
		.sort((a, b) => tenantsOf(a.id) - tenantsOf(b.id) || a.index - b.index);
	if (!least)
		throw refusal(
			`no shard or region of the pool, and not "dedicated"; regions: ${[...new Set(pool.map((shard) => shard.location))].sort().join(", ")}`,
		);
	return { location: least.location, shards: [least.id] };
}
