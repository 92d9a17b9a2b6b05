import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REGIONS } from "../../config/fields.ts";
import type { Plan } from "../../plan/plan.ts";
import { findAppMember } from "../../workers/lib/shard-groups/find-app.ts";
import { POOL_LOCATIONS } from "../../workers/lib/shard-groups/shard-group.ts";
import { listPool } from "../../workers/lib/shards.ts";
import { planOf } from "../support/settings.ts";

const PLACEMENTS = ["smart", "by-location"] as const;

interface Wish {
	readonly placement: (typeof PLACEMENTS)[number];
	readonly size: number;
	readonly pool: readonly { readonly region: string; readonly shards: number }[];
	readonly tenants: readonly { readonly id: string; readonly region: string; readonly shards: number; readonly group?: number }[];
}

const plan = ({ placement, size, pool, tenants }: Wish): Plan =>
	planOf("10k", { tenants, overrides: { d1ReadLatency: { placement }, d1WriteRate: { pool, shardsPerWorker: size } } });

/** What each `app` binds of the tenants' databases, by its id. */
const bound = ({ workers }: Plan): ReadonlyMap<string, readonly string[]> =>
	new Map(
		workers.flatMap(({ id, source, bindings }) =>
			source === "app" ? [[id, bindings.flatMap((one) => (one.type === "d1" && one.name !== "DIRECTORY" ? [one.database] : []))]] : [],
		),
	);

const appOf = (made: Plan) => new Map([...bound(made)].flatMap(([app, shards]) => shards.map((shard) => [shard, app] as const)));

const EXAMPLE: Wish = {
	placement: "smart",
	size: 2,
	pool: [
		{ region: "weur", shards: 3 },
		{ region: "enam", shards: 2 },
	],
	tenants: [
		{ id: "acme", region: "weur", shards: 2 },
		{ id: "globex", region: "enam", shards: 2, group: 1 },
	],
};

describe.each(PLACEMENTS)("groups of shards, with one app %s", (placement) => {
	it("are bound as in the golden file", async () => {
		const made = plan({ ...EXAMPLE, placement });
		const services = made.workers.map(({ id, bindings }) => [
			id,
			bindings.flatMap((one) => (one.type === "service" ? [`${one.name} = ${one.worker}`] : [])),
		]);
		const golden = { apps: Object.fromEntries(bound(made)), services: Object.fromEntries(services) };
		await expect(`${JSON.stringify(golden, null, "\t")}\n`).toMatchFileSnapshot(`golden/groups-${placement}.json`);
	});

	const size = fc.integer({ min: 2, max: 40 });
	const pool = fc.uniqueArray(fc.record({ region: fc.constantFrom(...REGIONS), shards: fc.integer({ min: 1, max: 12 }) }), {
		minLength: 1,
		maxLength: 3,
		selector: ({ region }) => region,
	});
	const tenants = fc.uniqueArray(
		fc.record({ id: fc.stringMatching(/^[a-z]{1,8}$/), region: fc.constantFrom(...REGIONS), shards: fc.integer({ min: 1, max: 2 }) }),
		{ maxLength: 5, selector: ({ id }) => id },
	);
	// Each in a group of its own: more of them would be refused, which is a test of its own.
	const wish = fc
		.record({ size, pool, tenants })
		.map((some): Wish => ({ ...some, placement, tenants: some.tenants.map((tenant, group) => ({ ...tenant, group })) }));
	const tryPlan = (some: Wish): Plan | null => {
		try {
			return plan(some);
		} catch (error) {
			// Small groups of many shards: what a plan refuses, it refuses for this alone.
			if (error instanceof Error && error.message.includes("a request may call 30")) return null;
			throw error;
		}
	};

	it("hold each shard once, and no more than an app may bind", () => {
		fc.assert(
			fc.property(wish, (some) => {
				const made = tryPlan(some);
				fc.pre(made !== null);
				const groups = [...bound(made).values()];
				expect(groups.flat().toSorted()).toEqual(made.d1.flatMap(({ id, shard }) => (shard === null ? [] : [id])).toSorted());
				for (const shards of groups)
					for (const own of [true, false]) {
						const count = shards.filter((shard) => shard.startsWith("tenant-") === own).length;
						expect(count).toBeLessThanOrEqual(some.size);
					}
			}),
			{ numRuns: 30 },
		);
	});

	it("keep every shard that is there when others are added, and all of a tenant's together", () => {
		const more = fc.record({
			pool: fc.integer({ min: 0, max: 8 }),
			region: fc.constantFrom(...REGIONS),
			own: fc.integer({ min: 0, max: 1 }),
		});
		fc.assert(
			fc.property(wish, more, (some, added) => {
				const before = tryPlan(some);
				const grown = some.pool.map((one) => ({ ...one, shards: one.shards + added.pool }));
				const isNew = grown.every(({ region }) => region !== added.region);
				const after = tryPlan({
					...some,
					pool: isNew ? [{ region: added.region, shards: 1 }, ...grown] : grown,
					tenants: some.tenants.map((tenant) => ({ ...tenant, shards: Math.min(tenant.shards + added.own, some.size) })).toReversed(),
				});
				fc.pre(before !== null && after !== null);
				const apps = appOf(after);
				for (const [shard, app] of appOf(before)) expect(apps.get(shard)).toBe(app);
				for (const { shards } of after.tenants) expect(new Set(shards.map((shard) => apps.get(shard))).size).toBe(1);
			}),
			{ numRuns: 30 },
		);
	});

	it("are found by the Workers as the plan made them", () => {
		fc.assert(
			fc.property(wish, (some) => {
				const made = tryPlan(some);
				fc.pre(made !== null);
				const gateway = made.workers.find(({ id }) => id === "gateway")?.bindings ?? [];
				const members = new Map(
					gateway.flatMap((one) =>
						one.type === "service" && one.name.startsWith("APP__") ? [[one.name.slice("APP__".length), one.worker]] : [],
					),
				);
				const found = made.d1.flatMap(({ shard }) => {
					if (shard === null) return [];
					const member = findAppMember(members, { shard: shard.id, location: shard.location }, some.size);
					return [[shard.id, member === null ? null : members.get(member)] as const];
				});
				expect(new Map(found)).toEqual(appOf(made));
				const pool = made.d1.flatMap(({ shard }) => (shard !== null && shard.tenant === null ? [shard.id] : []));
				expect(listPool(some.pool).map(({ id }) => id)).toEqual(pool);
			}),
			{ numRuns: 30 },
		);
	});
});

it("knows every location that a pool may have", () => {
	expect(POOL_LOCATIONS.toSorted()).toEqual(REGIONS.toSorted());
});

it("refuses more databases of tenants' own than a group may have, and says how to go on", () => {
	const tenants = [
		{ id: "acme", region: "weur", shards: 2 },
		{ id: "globex", region: "weur", shards: 1 },
	];
	expect(() => plan({ ...EXAMPLE, tenants })).toThrow(/3 databases of tenants' own bound by app: .*at most 2.*next `group`/);
	expect(() => plan({ ...EXAMPLE, placement: "by-location", tenants })).toThrow(/bound by app-weur/);
});

it("refuses more apps than a request may call", () => {
	expect(() => plan({ ...EXAMPLE, size: 1, tenants: [], pool: [{ region: "weur", shards: 40 }] })).toThrow(
		/shardsPerWorker = 1: it makes 40 `app`s/,
	);
});

it("has one app for as many databases as any preset has", () => {
	const apps = [...bound(planOf("1m", { overrides: { d1WriteRate: { pool: [{ region: "weur", shards: 250 }] } } })).keys()];
	expect(apps).toEqual(["app"]);
});
