import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type { StoredRecord } from "../../../../workers/lib/records/record.ts";
import { deleteRecord, putRecord, readRecord } from "../../../../workers/lib/records/record-store.ts";
import { runOnShards, type TenantShards } from "../../../../workers/lib/shard-databases/tenant-shards.ts";
import type { TenantContext } from "../../../../workers/lib/tenant-context.ts";
import { closeTenant, countRows, MOVED_TENANT, makeShards, openTenant, POOL_TENANT, SHARDS } from "../../tenant-databases.ts";

const source = env.SHARD__POOL__WEUR__0;
const target = env.SHARD__POOL__WEUR__1;
const key = { collection: "orders", id: "1" };
const ANY = { ifMatch: null, ifNoneMatch: null };
const record = (n: number): StoredRecord => ({ etag: `"${n}"`, updatedAt: n, data: `{"n": ${n}}` });
const refused = (type: string) => expect.objectContaining({ type });

beforeEach(async () => {
	for (const database of Object.values(SHARDS))
		await database.exec(
			"DROP TABLE IF EXISTS open_tenants; DROP TABLE IF EXISTS records; DROP TABLE IF EXISTS event_partitions; DROP TABLE IF EXISTS event_layers",
		);
	await makeShards();
	await openTenant(source, "demo");
});

/** As a Worker does it whose caches say `context`, while the directory says `home`. */
function onShards<T>(
	run: (shards: TenantShards) => Promise<T>,
	home: TenantContext | null = POOL_TENANT,
	context = POOL_TENANT,
): Promise<T> {
	return runOnShards({ env: SHARDS, context, bookmarks: new Map(), start: "first-unconstrained", readHome: async () => home }, run);
}

const put = (n: number, conditions: Parameters<typeof putRecord>[3] = ANY, home?: TenantContext | null) =>
	onShards((shards) => putRecord(shards, key, record(n), conditions), home);
const read = (home?: TenantContext | null) => onShards((shards) => readRecord(shards, key), home);
const remove = (ifMatch: readonly string[] | null = null, home?: TenantContext | null) =>
	onShards((shards) => deleteRecord(shards, key, ifMatch), home);

it("tells a new record from a replaced one, also after a deletion", async () => {
	expect([await put(1), await put(2), await remove(), await put(3)]).toEqual([true, false, true, true]);
	expect(await read()).toEqual(record(3));
	expect([await remove(), await remove(), await read()]).toEqual([true, false, null]);
});

it("writes only over the version that If-Match names", async () => {
	await expect(put(1, { ...ANY, ifMatch: ["*"] })).rejects.toThrow(refused("precondition-failed"));
	await put(1);
	await expect(put(2, { ...ANY, ifMatch: ['"0"'] })).rejects.toThrow(refused("precondition-failed"));
	await expect(put(2, { ...ANY, ifMatch: [] })).rejects.toThrow(refused("precondition-failed"));
	expect(await put(2, { ...ANY, ifMatch: ['"0"', '"1"'] })).toBe(false);
	expect(await put(3, { ...ANY, ifMatch: ["*"] })).toBe(false);
	await expect(remove(['"1"'])).rejects.toThrow(refused("precondition-failed"));
	expect(await remove(['"3"'])).toBe(true);
	await expect(remove(['"3"'])).rejects.toThrow(refused("precondition-failed"));
});

it("creates only where If-None-Match finds nothing", async () => {
	expect(await put(1, { ...ANY, ifNoneMatch: ["*"] })).toBe(true);
	await expect(put(2, { ...ANY, ifNoneMatch: ["*"] })).rejects.toThrow(refused("precondition-failed"));
	await expect(put(2, { ...ANY, ifNoneMatch: ['"1"'] })).rejects.toThrow(refused("precondition-failed"));
	expect(await put(2, { ...ANY, ifNoneMatch: ['"7"'] })).toBe(false);
});

it("lets exactly one of many writers win that all replace the same version", async () => {
	await put(1);
	const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => put(i + 2, { ...ANY, ifMatch: ['"1"'] })));
	expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

it("follows a tenant that has moved, whatever the caches say: writes, conditional writes, reads and deletions", async () => {
	await put(1);
	await closeTenant(source, "demo");
	await openTenant(target, "demo", 2);
	expect(await put(2, ANY, MOVED_TENANT)).toBe(true);
	expect(await read(MOVED_TENANT)).toEqual(record(2));
	expect(await put(3, { ...ANY, ifMatch: ['"2"'] }, MOVED_TENANT)).toBe(false);
	expect(await remove(null, MOVED_TENANT)).toBe(true);
	expect([await countRows(source, "records"), await countRows(target, "records")]).toEqual([1, 0]);
});

it("answers reads and asks for patience with writes while a move has the tenant closed", async () => {
	await put(1);
	await closeTenant(source, "demo");
	expect(await read()).toEqual(record(1));
	for (const write of [put(2), put(2, { ...ANY, ifMatch: ['"0"'] }), remove()]) await expect(write).rejects.toThrow(refused("try-again"));
});

it("says that a tenant is gone which the directory doesn't know", async () => {
	await closeTenant(source, "demo");
	await expect(read(null)).rejects.toThrow(refused("not-found"));
});

it("reads with a bookmark of another database instead of failing", async () => {
	await put(1);
	const bookmark = "ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff";
	const fails: typeof source.withSession = (start) => {
		if (start === bookmark) throw new Error("D1_ERROR: the bookmark is from the future");
		return source.withSession(start);
	};
	const shard = new Proxy(source, { get: (database, name) => (name === "withSession" ? fails : Reflect.get(database, name)) });
	const bookmarks = new Map([["pool-weur-0", bookmark]]);
	const options = { context: POOL_TENANT, bookmarks, start: "first-primary", readHome: async () => null } as const;
	const found = await runOnShards({ ...options, env: { SHARD__POOL__WEUR__0: shard } }, (shards) => readRecord(shards, key));
	expect(found).toEqual(record(1));
});
