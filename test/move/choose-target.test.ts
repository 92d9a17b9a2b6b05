import { expect, it } from "vitest";
import { chooseTarget } from "../../workers/lib/move/choose-target.ts";
import type { Site } from "../../workers/lib/move/move-plan.ts";
import { listPool, type Shard } from "../../workers/lib/shards.ts";

const own = (tenant: string, location: string, count: number): Shard[] =>
	Array.from({ length: count }, (_, index) => ({ id: `tenant-${tenant}-${index}`, tenant, location, index }));

const BOUND: readonly Shard[] = [
	...listPool([
		{ region: "weur", shards: 3 },
		{ region: "enam", shards: 1 },
	]),
	...own("globex", "enam", 11).toReversed(),
	...own("acme", "eu", 2),
];

/** The first of the pool has most tenants, the last fewest. */
const TENANTS = new Map([
	["pool-weur-0", 9],
	["pool-weur-1", 4],
	["pool-weur-2", 4],
]);

const choose = (to: string, source: Site, tenant = "globex") =>
	chooseTarget(BOUND, { tenant, source, to, tenantsOf: (shard) => TENANTS.get(shard) ?? 0 });

const POOLED: Site = { location: "weur", shards: ["pool-weur-0"] };
const all = Array.from({ length: 11 }, (_, index) => `tenant-globex-${index}`);

it("takes the shard of the pool that is named, or the one with fewest tenants in the region that is", () => {
	expect(choose("pool-weur-2", POOLED)).toEqual({ location: "weur", shards: ["pool-weur-2"] });
	expect(choose("weur", POOLED)).toEqual({ location: "weur", shards: ["pool-weur-1"] });
	expect(choose("weur", { location: "weur", shards: ["pool-weur-1"] })).toEqual({ location: "weur", shards: ["pool-weur-2"] });
	expect(choose("enam", POOLED)).toEqual({ location: "enam", shards: ["pool-enam-0"] });
});

it("takes all databases of the tenant's own, in the order of their numbers, also as a split of some of them", () => {
	expect(choose("dedicated", POOLED)).toEqual({ location: "enam", shards: all });
	expect(choose("dedicated", { location: "enam", shards: all.slice(0, 4) })).toEqual({ location: "enam", shards: all });
});

it.each([
	["where it is already", "pool-weur-0", POOLED, "globex", "there already"],
	["to all databases that it has", "dedicated", { location: "enam", shards: all }, "globex", "there already"],
	[
		"to fewer databases than it has",
		"dedicated",
		{ location: "enam", shards: [...all, "tenant-globex-11"] },
		"globex",
		"move it to the pool",
	],
	["to databases of its own that it hasn't", "dedicated", POOLED, "initech", "has no databases of its own"],
	["to another tenant's", "tenant-acme-0", POOLED, "globex", "regions: enam, weur"],
	["to no place at all", "mars", POOLED, "globex", "regions: enam, weur"],
	["out of its jurisdiction", "weur", { location: "eu", shards: ["tenant-acme-0"] }, "acme", "must stay in eu"],
	["into a jurisdiction, which its files and archived events would not follow it to", "dedicated", POOLED, "acme", "would stay outside"],
] as const)("moves no tenant %s", (_, to, source, tenant, why) => {
	expect(() => choose(to, source, tenant)).toThrow(why);
});

it("splits a tenant within its jurisdiction", () => {
	expect(choose("dedicated", { location: "eu", shards: ["tenant-acme-0"] }, "acme")).toEqual({
		location: "eu",
		shards: ["tenant-acme-0", "tenant-acme-1"],
	});
});
