import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { createTenant, type TenantStore } from "../../../../workers/app/admin/create-tenant.ts";
import { readTenant } from "../../../../workers/app/admin/tenants.ts";
import { readKey } from "../../../../workers/lib/directory/read-key.ts";
import { listDatabases } from "../../../../workers/lib/shard-databases/find-database.ts";
import { listPool } from "../../../../workers/lib/shards.ts";
import { applyMigrations } from "../../apply-migrations.ts";

const { SHARD__POOL__WEUR__0, SHARD__POOL__WEUR__1, SHARD__TENANT__ACME__EU__0, SHARD__TENANT__ACME__EU__1 } = env;
const SHARDS = { SHARD__POOL__WEUR__0, SHARD__POOL__WEUR__1, SHARD__TENANT__ACME__EU__0, SHARD__TENANT__ACME__EU__1 };

const store: TenantStore = {
	directory: env.DIRECTORY,
	bound: listDatabases(SHARDS),
	pool: listPool([{ region: "weur", shards: 2 }]),
	home: "weur",
	fullAt: 1_000_000,
	now: () => 1000,
};
const wanted = (id: string, region?: string) => ({ id, plan: "standard", region });

beforeAll(async () => {
	await applyMigrations(env.DIRECTORY, "directory");
	for (const database of Object.values(SHARDS)) await applyMigrations(database, "shard");
});

async function empty() {
	for (const table of ["api_keys", "tenant_shards", "tenants"]) await env.DIRECTORY.prepare(`DELETE FROM ${table}`).run();
	for (const database of Object.values(SHARDS)) await database.prepare("DELETE FROM open_tenants").run();
}

beforeEach(empty);

const shardsOf = async (id: string) => (await readTenant(env.DIRECTORY, id))?.shards;
const isOpenOn = async (database: D1Database, id: string) =>
	(await database.prepare("SELECT epoch FROM open_tenants WHERE tenant = ?").bind(id).first("epoch")) === 1;

it("opens a tenant on the least loaded shard of the pool, the first of equals", async () => {
	for (const id of ["a", "b", "c"]) await createTenant(store, wanted(id));
	await env.DIRECTORY.prepare("DELETE FROM tenant_shards WHERE tenant = 'b'").run();
	await createTenant(store, wanted("d", "weur"));
	expect(await Promise.all(["a", "c", "d"].map(shardsOf))).toEqual([["pool-weur-0"], ["pool-weur-0"], ["pool-weur-1"]]);
	expect(await isOpenOn(SHARD__POOL__WEUR__1, "d")).toBe(true);
	expect(await isOpenOn(SHARD__POOL__WEUR__0, "d")).toBe(false);
});

it("spreads tenants evenly that are created at once", async () => {
	await Promise.all(Array.from({ length: 20 }, (_, i) => createTenant(store, wanted(`t${i}`))));
	const { results } = await env.DIRECTORY.prepare("SELECT shard, count(*) AS tenants FROM tenant_shards GROUP BY shard").all();
	expect(results).toEqual([
		{ shard: "pool-weur-0", tenants: 10 },
		{ shard: "pool-weur-1", tenants: 10 },
	]);
});

it("gives a tenant with databases of its own all of them, in order, and them to nobody else", async () => {
	await createTenant(store, wanted("acme"));
	expect(await readTenant(env.DIRECTORY, "acme")).toMatchObject({
		region: "eu",
		state: "open",
		shards: ["tenant-acme-0", "tenant-acme-1"],
	});
	expect(await isOpenOn(SHARD__TENANT__ACME__EU__0, "acme")).toBe(true);
	expect(await isOpenOn(SHARD__TENANT__ACME__EU__1, "acme")).toBe(true);
	await expect(createTenant(store, wanted("other", "eu"))).rejects.toMatchObject({ type: "bad-parameter" });
});

it.for([
	["acme", "weur"],
	["other", "mars"],
])("enters nothing for %s in a region %s that has no place for it", async ([id, region]) => {
	await expect(createTenant(store, wanted(id ?? "", region))).rejects.toMatchObject({ type: "bad-parameter" });
	expect(await readTenant(env.DIRECTORY, id ?? "")).toBeNull();
});

it("stores the key's hash with the tenant, and makes one key of many attempts at once", async () => {
	const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => createTenant(store, wanted("a"))));
	const [made, ...more] = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
	expect(more).toEqual([]);
	expect(await readKey(env.DIRECTORY, made?.id ?? "")).toMatchObject({ tenant: "a", state: "open", shards: ["pool-weur-0"] });
	expect(await env.DIRECTORY.prepare("SELECT count(*) AS keys FROM api_keys").first("keys")).toBe(1);
	for (const attempt of attempts) if (attempt.status === "rejected") expect(attempt.reason).toMatchObject({ type: "conflict" });
});

/** A database that fails from its n-th call on. */
function failing(database: D1Database, from: number): D1Database {
	let calls = 0;
	return new Proxy(database, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			return (...args: unknown[]) => {
				calls += 1;
				if (calls > from) throw new Error("crash");
				return Reflect.apply(value, target, args);
			};
		},
	});
}

it("leaves no usable tenant behind wherever it crashes, and is completed by the same request", async () => {
	const shards = (from: number) => store.bound.map((bound) => ({ ...bound, database: failing(bound.database, from) }));
	const crashes: TenantStore[] = [...Array(7).keys()].map((from) => ({ ...store, directory: failing(env.DIRECTORY, from) }));
	let crashed = 0;
	for (const broken of [...crashes, { ...store, bound: shards(0) }]) {
		await empty();
		const id = "acme";
		await expect(createTenant(broken, wanted(id))).rejects.toThrow("crash");
		crashed += 1;
		expect((await readTenant(env.DIRECTORY, id))?.state ?? "opening").toBe("opening");
		expect(await env.DIRECTORY.prepare("SELECT count(*) AS keys FROM api_keys").first("keys")).toBe(0);
		const key = await createTenant(store, wanted(id));
		expect(await readKey(env.DIRECTORY, key.id)).toMatchObject({ state: "open", shards: ["tenant-acme-0", "tenant-acme-1"] });
		expect(await isOpenOn(SHARD__TENANT__ACME__EU__1, id)).toBe(true);
	}
	expect(crashed).toBe(8);
});

it("refuses a tenant where every shared database is full, and leaves nothing of it", async () => {
	const full = env.DIRECTORY.prepare(
		"INSERT INTO shard_loads (shard, location, tenants, bytes, rows, writes, seen_at, earlier_bytes, earlier_at) VALUES (?, 'weur', 0, 1000000, 0, 0, 0, 0, 0)",
	);
	for (const shard of ["pool-weur-0", "pool-weur-1"]) await full.bind(shard).run();
	await expect(createTenant(store, wanted("late"))).rejects.toMatchObject({ type: "no-room" });
	expect(await readTenant(env.DIRECTORY, "late")).toBeNull();
	await env.DIRECTORY.prepare("DELETE FROM shard_loads").run();
	await createTenant(store, wanted("late"));
	expect(await shardsOf("late")).toEqual(["pool-weur-0"]);
});
