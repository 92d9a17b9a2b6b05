import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { problem } from "./client.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";

const restore = z.object({
	id: z.string(),
	phase: z.string(),
	rowsRestored: z.number(),
	pauseMs: z.number().nullable(),
	reason: z.string().nullable(),
});
const listed = z.object({ records: z.array(z.object({ id: z.string(), etag: z.string(), data: z.unknown() })) });
const events = z.object({ events: z.array(z.object({ id: z.string() })) });

let client: DataClient;
beforeAll(async () => {
	client = await startDataClient({ stack: "prod", stage: "10m" });
	await client.createTenant("young");
});
afterAll(() => client.stop());

const put = async (call: TenantCall, id: string, body: unknown) =>
	expect(await call(`/v1/records/c/${id}`, { method: "PUT", headers: JSON_TYPE, body })).toMatchObject({
		status: expect.toBeOneOf([200, 201, 204]),
	});
const list = async (call: TenantCall) => listed.parse((await call("/v1/records/c?limit=100")).json).records;
const listEvents = async (call: TenantCall) =>
	events
		.parse((await call("/v1/events?limit=100")).json)
		.events.map(({ id }) => id)
		.toSorted();
const post = (call: TenantCall, id: string, time: string) =>
	call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body: [{ specversion: "1.0", id, source: "/test", type: "t", time }] });
const start = (tenant: string, body: unknown) => client.admin(`/admin/tenants/${tenant}/restores`, { method: "POST", body });

/** A time that all before it lies before, and all behind it behind. */
async function passTime(): Promise<string> {
	const at = Date.now();
	await until(
		async () => Date.now(),
		(now) => now > at + 2,
	);
	return new Date(at + 1).toISOString();
}

const restoreTo = (tenant: string, to: string, more: object = {}) => restoreFrom(tenant, { to, ...more });

async function restoreFrom(tenant: string, asked: object) {
	const { status, json, headers } = await start(tenant, asked);
	expect(status).toBe(202);
	const { id } = restore.parse(json);
	expect(headers.get("location")).toBe(`/admin/tenants/${tenant}/restores/${id}`);
	const read = async () => restore.parse((await client.admin(`/admin/tenants/${tenant}/restores/${id}`)).json);
	return until(read, ({ phase }) => phase === "done" || phase === "undone", 60_000);
}

it.each([
	["in the pool", "shared"],
	["with four databases of its own", "globex"],
] as const)("restores a tenant %s to a time, and takes the restore back again", { timeout: 90_000 }, async (_, tenant) => {
	const [call, other] = [await client.asTenant(tenant), await client.asTenant(`${tenant}-neighbour`)];
	for (const [index, id] of ["kept", "changed", "deleted", "again"].entries()) await put(call, id, { index, text: 'é"\\\u0000' });
	await put(other, "theirs", 1);
	const then = await list(call);
	const to = await passTime();
	for (const version of [1, 2]) await put(call, "changed", { version });
	await put(call, "again", 1);
	await call("/v1/records/c/again", { method: "DELETE" });
	await put(call, "again", 2);
	await put(call, "new", true);
	expect((await call("/v1/records/c/deleted", { method: "DELETE" })).status).toBe(204);
	await put(other, "theirs", 2);
	const now = await list(call);
	const before = await passTime();

	expect((await client.admin(`/admin/tenants/${tenant}/history?to=${to}`)).json).toMatchObject({
		to,
		rowsChanged: 4,
		eventsArchived: false,
	});
	const restored = await restoreTo(tenant, to);
	expect(restored).toMatchObject({ phase: "done", reason: null, rowsRestored: 4, pauseMs: expect.any(Number) });
	expect(await list(call)).toEqual(then);
	expect((await call("/v1/records/c/changed")).headers.get("etag")).toBe(then.find(({ id }) => id === "changed")?.etag);
	expect((await call("/v1/records/c/new")).status).toBe(404);
	expect(await list(other)).toMatchObject([{ id: "theirs", data: 2 }]);
	await put(call, "changed", { version: 3 });

	expect(await restoreTo(tenant, before)).toMatchObject({ phase: "done", rowsRestored: 4 });
	expect(await list(call)).toEqual(now);
	const { restores } = z.object({ restores: z.array(restore) }).parse((await client.admin(`/admin/tenants/${tenant}/restores`)).json);
	expect(restores.map(({ phase }) => phase)).toEqual(["done", "done"]);
	expect((await client.admin(`/admin/tenants/${tenant}/moves`)).json).toMatchObject({ moves: [] });
});

it("keeps events, unless those of later times are to go too", { timeout: 60_000 }, async () => {
	const call = await client.asTenant("events");
	const to = new Date(Date.now() - 60_000).toISOString();
	await post(call, "earlier", new Date(Date.now() - 120_000).toISOString());
	await post(call, "later", new Date(Date.now() - 30_000).toISOString());
	await until(
		() => listEvents(call),
		({ length }) => length === 2,
		30_000,
	);
	const directory = await client.account.d1("stagecraft-prod-directory");
	await directory.prepare("UPDATE tenants SET created_at = created_at - 600000 WHERE id = 'events'").run();
	const { shards } = z.object({ shards: z.array(z.string()) }).parse((await client.admin("/admin/tenants/events")).json);
	for (const shard of shards)
		await (await client.account.d1(`stagecraft-prod-${shard}`)).prepare("UPDATE history_log SET since = since - 600000").run();
	expect(await restoreTo("events", to)).toMatchObject({ phase: "done", rowsRestored: 0 });
	expect(await listEvents(call)).toEqual(["earlier", "later"]);
	expect(await restoreTo("events", to, { events: "remove" })).toMatchObject({ phase: "done" });
	expect(await listEvents(call)).toEqual(["earlier"]);
});

it("restores what an export holds, and takes that back too", { timeout: 90_000 }, async () => {
	const call = await client.asTenant("exported");
	for (const n of [1, 2, 3]) await put(call, `r${n}`, { n });
	const then = await list(call);
	const begun = z.object({ id: z.string() }).parse((await client.admin("/admin/tenants/exported/exports", { method: "POST" })).json);
	const exported = z.object({ state: z.string(), manifest: z.string().nullable() });
	const { manifest } = await until(
		async () => exported.parse((await client.admin(`/admin/tenants/exported/exports/${begun.id}`)).json),
		({ state }) => state === "done",
		30_000,
	);
	await put(call, "r1", { n: "changed" });
	await put(call, "r4", { n: 4 });
	await call("/v1/records/c/r2", { method: "DELETE" });
	const now = await list(call);
	const before = await passTime();
	expect(await restoreFrom("exported", { export: manifest })).toMatchObject({ phase: "done", rowsRestored: 3 });
	expect(await list(call)).toEqual(then);
	expect(await restoreTo("exported", before)).toMatchObject({ phase: "done", rowsRestored: 4 });
	expect(await list(call)).toEqual(now);
	expect(await start("young", { export: manifest })).toMatchObject(problem(404, "not-found"));
});

it("says how far back it goes, and refuses what it can't do", async () => {
	const history = z.object({ since: z.string() }).parse((await client.admin("/admin/tenants/young/history")).json);
	const early = new Date(Date.parse(history.since) - 1).toISOString();
	const refused = await start("young", { to: early });
	expect(refused).toMatchObject(problem(409, "conflict"));
	expect(JSON.stringify(refused.json)).toContain(history.since);
	expect(await start("young", { to: new Date(Date.now() + 60_000).toISOString() })).toMatchObject(problem(400, "bad-parameter"));
	for (const body of [
		{},
		{ to: "yesterday" },
		{ to: "2026-11-21T10:00:00" },
		{ to: history.since, events: "some" },
		{ to: history.since, more: 1 },
		{ to: history.since, export: "exports/young/1/manifest.json" },
	])
		expect(await start("young", body)).toMatchObject(problem(400, "bad-parameter"));
	expect(await start("nobody", { to: history.since })).toMatchObject(problem(404, "not-found"));
	for (const path of ["young/restores/1", "young/restores/x", "nobody/restores", "nobody/history"])
		expect(await client.admin(`/admin/tenants/${path}`)).toMatchObject(problem(404, "not-found"));
	expect(await client.admin("/admin/tenants/young/history?to=then")).toMatchObject(problem(400, "bad-parameter"));
	expect(await client.admin("/admin/tenants/young/restores?cursor=x")).toMatchObject(problem(400, "bad-cursor"));
});
