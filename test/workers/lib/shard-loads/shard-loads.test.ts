import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { prepare } from "../../../../workers/lib/d1/statement.ts";
import type { ShardReport } from "../../../../workers/lib/rpc.ts";
import { listLoads } from "../../../../workers/lib/shard-loads/list-loads.ts";
import { storeLoads } from "../../../../workers/lib/shard-loads/store-loads.ts";
import { toTakeShard } from "../../../../workers/lib/shard-loads/take-shard.ts";
import { applyMigrations } from "../../apply-migrations.ts";

const { DIRECTORY } = env;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 12);
const FULL_AT = 1_000_000;
const SHARDS = ["pool-weur-0", "pool-weur-1", "pool-weur-2"];

beforeAll(() => applyMigrations(DIRECTORY, "directory"));
beforeEach(async () => {
	for (const table of ["shard_loads", "usage_days", "tenant_shards", "tenants"]) await DIRECTORY.prepare(`DELETE FROM ${table}`).run();
});

const report = (shard: string, { bytes = 0, rows = 0, tenants = 0 } = {}): ShardReport => ({
	shard,
	location: "weur",
	bytes,
	rows,
	tenants,
	partitions: [],
});

async function enter(id: string, shard?: string) {
	await DIRECTORY.prepare("INSERT INTO tenants (id, plan, location, state, epoch, created_at) VALUES (?, 'standard', 'weur', 'open', 1, 0)")
		.bind(id)
		.run();
	if (shard !== undefined)
		await DIRECTORY.prepare("INSERT INTO tenant_shards (tenant, position, shard) VALUES (?, 0, ?)").bind(id, shard).run();
}

/** Enters a tenant and gives it a shard; null where it got none. */
async function take(tenant: string): Promise<string | null> {
	await enter(tenant);
	await prepare(DIRECTORY, toTakeShard({ tenant, shards: SHARDS, fullAt: FULL_AT })).run();
	return DIRECTORY.prepare("SELECT shard FROM tenant_shards WHERE tenant = ?").bind(tenant).first<string>("shard");
}

it("gives a new tenant the shard with the fewest tenants where nothing was looked at yet", async () => {
	await enter("a", "pool-weur-0");
	expect([await take("b"), await take("c"), await take("d")]).toEqual(["pool-weur-1", "pool-weur-2", "pool-weur-0"]);
});

it.each([
	["bytes", { bytes: 500_000 }, { bytes: 100_000 }],
	["rows", { rows: 9_000 }, { rows: 10 }],
])("prefers the shard with fewer %s, though it has more tenants", async (_, heavy, light) => {
	await enter("a", "pool-weur-1");
	await storeLoads(
		DIRECTORY,
		[report("pool-weur-0", heavy), report("pool-weur-1", { ...light, tenants: 1 }), report("pool-weur-2", heavy)],
		NOW,
	);
	expect(await take("new")).toBe("pool-weur-1");
});

it("prefers the shard whose tenants write less, by what their usage counted on the last two days", async () => {
	for (const [index, shard] of SHARDS.entries()) await enter(`t${index}`, shard);
	const days = [
		["2026-11-21", "t0", { writes: 900 }],
		["2026-11-20", "t2", { events: 800, writes: 10 }],
		["2026-11-10", "t1", { writes: 1_000_000 }],
	] as const;
	for (const [day, tenant, usage] of days)
		await DIRECTORY.prepare("INSERT INTO usage_days (day, tenant, usage) VALUES (?, ?, ?)").bind(day, tenant, JSON.stringify(usage)).run();
	await storeLoads(
		DIRECTORY,
		SHARDS.map((shard) => report(shard, { tenants: 1 })),
		NOW,
	);
	expect((await listLoads(DIRECTORY, { after: "", limit: 10, fullAt: FULL_AT })).map(({ writes }) => writes)).toEqual([900, 0, 810]);
	expect(await take("new")).toBe("pool-weur-1");
});

it("doesn't send every tenant of an hour to the shard that was the emptiest at its beginning", async () => {
	const reports = SHARDS.map((shard, index) => report(shard, { bytes: 100_000 + index, tenants: 10 }));
	for (const shard of SHARDS) for (let index = 0; index < 10; index++) await enter(`${shard}-${index}`, shard);
	await storeLoads(DIRECTORY, reports, NOW);
	const taken: (string | null)[] = [];
	for (let index = 0; index < 9; index++) taken.push(await take(`new-${index}`));
	expect(SHARDS.map((shard) => taken.filter((one) => one === shard).length)).toEqual([3, 3, 3]);
});

it("gives a full shard no tenant more, and none where all are full", async () => {
	await storeLoads(
		DIRECTORY,
		[report("pool-weur-0", { bytes: FULL_AT }), report("pool-weur-1", { bytes: FULL_AT - 1 }), report("pool-weur-2", { bytes: FULL_AT })],
		NOW,
	);
	expect(await take("a")).toBe("pool-weur-1");
	await storeLoads(
		DIRECTORY,
		SHARDS.map((shard) => report(shard, { bytes: FULL_AT })),
		NOW,
	);
	expect(await take("b")).toBeNull();
});

it("keeps the shard that an attempt before took", async () => {
	await enter("a", "pool-weur-2");
	await prepare(DIRECTORY, toTakeShard({ tenant: "a", shards: SHARDS, fullAt: FULL_AT })).run();
	const { results } = await DIRECTORY.prepare("SELECT shard FROM tenant_shards WHERE tenant = 'a'").all();
	expect(results).toEqual([{ shard: "pool-weur-2" }]);
});

it("tells growth and the day a shard will be full from sizes days apart, and nothing from an hour's", async () => {
	const read = async () => (await listLoads(DIRECTORY, { after: "", limit: 10, fullAt: FULL_AT }))[0];
	await storeLoads(DIRECTORY, [report("pool-weur-0", { bytes: 100_000 })], NOW);
	expect(await read()).toMatchObject({ growth: 0, fullOn: null, full: false, share: 0.1 });
	await storeLoads(DIRECTORY, [report("pool-weur-0", { bytes: 300_000 })], NOW + 4 * DAY);
	expect(await read()).toMatchObject({ growth: 50_000, fullOn: new Date(NOW + 18 * DAY).toISOString() });
	await storeLoads(DIRECTORY, [report("pool-weur-0", { bytes: 340_000 })], NOW + 8 * DAY);
	await storeLoads(DIRECTORY, [report("pool-weur-0", { bytes: 350_000 })], NOW + 9 * DAY);
	expect((await read())?.growth).toBe(10_000);
});
