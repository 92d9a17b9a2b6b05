import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";

const DAY = 86_400_000;

// Three databases of the pool and two of globex's own, two an app: groups 0, 4, 8 of the pool, and group 1.
const CONFIG = {
	"stagecraft:tenants": JSON.stringify([{ id: "globex", region: "weur", shards: 2, group: 1 }]),
	"stagecraft:overrides": JSON.stringify({
		d1WriteRate: { pool: [{ region: "weur", shards: 3 }], shardsPerWorker: 2 },
		rateLimits: { tenantPer10Seconds: 1_000_000, failuresPerMinute: 1_000_000, exactWritesPerMinute: 0 },
		queueThroughput: { batchWait: "1 second", retryDelay: "1 second" },
	}),
};

/** Where each lives: what the least loaded database gives to one after the other. */
const SHARDS = {
	one: ["pool-weur-0"],
	two: ["pool-weur-1"],
	three: ["pool-weur-2"],
	globex: ["tenant-globex-1000", "tenant-globex-1001"],
};

let client: DataClient;
const calls = new Map<string, TenantCall>();
beforeAll(async () => {
	client = await startDataClient({ stack: "dev", stage: "launch", config: CONFIG });
	for (const id of Object.keys(SHARDS)) calls.set(id, await client.asTenant(id));
});
afterAll(() => client.stop());

const tenants = z.object({ tenants: z.array(z.looseObject({ id: z.string(), state: z.string(), shards: z.array(z.string()) })) });
const events = z.object({ events: z.array(z.looseObject({ id: z.string() })) });
const ended = z.looseObject({
	state: z.string(),
	phase: z.string().optional(),
	fault: z.string().nullable(),
	manifest: z.string().nullable().optional(),
});
const partitions = z.array(z.looseObject({ state: z.string() }));

/** The same of every tenant, at once. */
const ofEach = async <T>(run: (call: TenantCall, id: string) => Promise<T>) => {
	const found = await Promise.all([...calls].map(async ([id, call]) => [id, await run(call, id)] as const));
	return Object.fromEntries(found);
};
const all = <T>(value: T) => Object.fromEntries([...calls.keys()].map((id) => [id, value]));
const listEvents = async (call: TenantCall) =>
	events
		.parse((await call("/v1/events")).json)
		.events.map(({ id }) => id)
		.toSorted();

it("creates each tenant on the least loaded database of all groups, and lists them all", async () => {
	const listed = tenants.parse((await client.admin("/admin/tenants")).json).tenants;
	expect(Object.fromEntries(listed.map(({ id, shards }) => [id, shards]))).toEqual(SHARDS);
	expect(listed.every(({ state }) => state === "open")).toBe(true);
});

it("serves the records of tenants in every group", async () => {
	const put = (call: TenantCall, id: string) => call("/v1/records/notes/1", { method: "PUT", headers: JSON_TYPE, body: { of: id } });
	expect(await ofEach(async (call, id) => (await put(call, id)).status)).toEqual(all(201));
	const read = await ofEach(async (call) => (await call("/v1/records/notes/1")).json);
	expect(read).toEqual(Object.fromEntries([...calls.keys()].map((id) => [id, { of: id }])));
	for (let number = 2; number < 8; number += 1)
		await calls.get("globex")?.(`/v1/records/notes/${number}`, { method: "PUT", headers: JSON_TYPE, body: {} });
	const listed = z.object({ records: z.array(z.unknown()) });
	const counts = await ofEach(async (call) => listed.parse((await call("/v1/records/notes")).json).records.length);
	expect(counts).toEqual({ ...all(1), globex: 7 });
});

it("brings the events of every group through the queue, and reads them back from the archive", async () => {
	const now = Date.now();
	const toEvent = (id: string, days: number) => ({
		specversion: "1.0",
		id,
		source: "/test",
		type: "t",
		time: new Date(now - days * DAY).toISOString(),
	});
	const body = [toEvent("new", 0), toEvent("old", 200)];
	const posted = await ofEach(async (call) => (await call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body })).status);
	expect(posted).toEqual(all(202));
	await until(
		() => ofEach(listEvents),
		(found) => Object.values(found).every(({ length }) => length === 2),
	);

	expect(await client.account.scheduled("stagecraft-dev-upkeep", "41 3 * * *", new Date(now))).toBe("ok");
	const archived = async () => {
		const states = await Promise.all(
			Object.values(SHARDS)
				.flat()
				.map(async (shard) => {
					const database = await client.account.d1(`stagecraft-dev-${shard}`);
					return partitions.parse((await database.prepare("SELECT state FROM event_layers").all()).results);
				}),
		);
		return states.flat();
	};
	// One old event a tenant, on one of its databases.
	await until(archived, (layers) => layers.filter(({ state }) => state === "archived").length >= calls.size);
	expect(await ofEach(listEvents)).toEqual(all(["new", "old"]));
});

it("looks at every database of every group each hour", async () => {
	expect(await client.account.scheduled("stagecraft-dev-upkeep", "7 * * * *")).toBe("ok");
	const loads = z.object({ shards: z.array(z.looseObject({ shard: z.string(), tenants: z.int() })) });
	const { shards } = await until(
		async () => loads.parse((await client.admin("/admin/shards")).json),
		({ shards }) => shards.length === Object.values(SHARDS).flat().length,
	);
	expect(Object.fromEntries(shards.map(({ shard, tenants: count }) => [shard, count]))).toEqual(
		Object.fromEntries(
			Object.values(SHARDS)
				.flat()
				.map((shard) => [shard, 1]),
		),
	);
});

it("moves a tenant from one group to another, which answers its next request", async () => {
	const moves = "/admin/tenants/three/moves";
	const started = z.object({ id: z.string() }).parse((await client.admin(moves, { method: "POST", body: { to: "pool-weur-0" } })).json);
	const isSwitched = z.object({ phase: z.string() }).transform(({ phase }) => phase === "switched" || phase === "done");
	await until(
		async () => isSwitched.parse((await client.admin(`${moves}/${started.id}`)).json),
		(switched) => switched,
	);
	expect((await client.admin("/admin/tenants/three")).json).toMatchObject({ shards: ["pool-weur-0"] });
	const three = calls.get("three");
	expect((await three?.("/v1/records/notes/1"))?.json).toEqual({ of: "three" });
	expect((await three?.("/v1/records/notes/1", { method: "PUT", headers: JSON_TYPE, body: { of: "moved" } }))?.status).toBe(200);
	expect((await three?.("/v1/records/notes/1"))?.json).toEqual({ of: "moved" });
});

it("exports a tenant of any group, brings the export into one of another, and deletes both", async () => {
	const follow = async (begun: Awaited<ReturnType<DataClient["admin"]>>) => {
		expect(begun.status).toBe(202);
		return until(
			async () => ended.parse((await client.admin(begun.headers.get("location") ?? "")).json),
			({ state, phase }) => state !== "running" || phase === "deleted" || phase === "sweeping",
		);
	};
	const { manifest } = await follow(await client.admin("/admin/tenants/two/exports", { method: "POST" }));
	// The least loaded database is that of the tenant that has moved away from it, in another group.
	const copy = await client.asTenant("copy");
	expect((await client.admin("/admin/tenants/copy")).json).toMatchObject({ shards: ["pool-weur-2"] });
	const imported = await follow(await client.admin("/admin/tenants/copy/imports", { method: "POST", body: { export: manifest } }));
	expect(imported).toMatchObject({ state: "done", fault: null });
	expect((await copy("/v1/records/notes/1")).json).toEqual({ of: "two" });
	const deleted = await follow(await client.admin("/admin/tenants/two?confirm=two", { method: "DELETE" }));
	expect(deleted.fault).toBeNull();
	const rows = async (shard: string, tenant: string) =>
		(await client.account.d1(`stagecraft-dev-${shard}`))
			.prepare("SELECT count(*) AS n FROM records WHERE tenant = ?1")
			.bind(tenant)
			.first("n");
	expect([await rows("pool-weur-1", "two"), await rows("pool-weur-2", "copy")]).toEqual([0, 1]);
});
