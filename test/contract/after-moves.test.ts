import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { DOCUMENT } from "../../workers/gateway/openapi/document.ts";
import { until } from "../local/until.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE, OVERRIDES, startDataClient, type TenantCall } from "./data-client.ts";
import { findMisplaced } from "./stale/find-misplaced.ts";
import { LAYERS, Mover } from "./stale/mover.ts";
import { UNDER_WAY, type Wanted, WRITES } from "./stale/writes.ts";

const DAY = 86_400_000;
const SHARDS = ["pool-weur-0", "pool-weur-1", "pool-enam-0", "tenant-globex-0", "tenant-globex-1", "tenant-globex-2"] as const;

/** An `app` a region; copies of the directory are believed for as long as the tests run, and nothing waits until they aren't. */
const config = {
	"stagecraft:tenants": JSON.stringify([{ id: "globex", region: "weur", shards: 3 }]),
	"stagecraft:overrides": JSON.stringify({
		...OVERRIDES,
		d1ReadLatency: { placement: "by-location" },
		d1WriteRate: {
			pool: [
				{ region: "weur", shards: 2 },
				{ region: "enam", shards: 1 },
			],
		},
		kvReadLatency: { keyMemory: "300 seconds", keyKv: "1 hour" },
	}),
};

/** To another shard, to another region and its `app`, and from one database to three. */
const MOVES = { near: "weur", far: "enam", globex: "dedicated" } as const;

const operations = Object.values(DOCUMENT.paths).flatMap((methods) =>
	Object.entries(methods).flatMap(([method, operation]) => (method === "get" ? [] : [operation])),
);

/** Whoever runs the service is believed by no copy: one request is enough. */
const asked = operations.flatMap(({ operationId, security }) => {
	const write = WRITES[operationId];
	const layers = security.some((one) => "tenantKey" in one) ? LAYERS : LAYERS.slice(0, 1);
	return typeof write === "function" ? [[operationId, layers, write] as const] : [];
});

const KEPT = { kept: true };

let client: DataClient;
const movers = new Map<string, Mover>();
const wanted = new Map<string, Wanted>();
const listed = new Map<string, readonly string[]>();

const toMover = (id: string): Mover => movers.get(id) ?? expect.fail(`no tenant ${id}`);
const toWanted = (id: string): Wanted => wanted.get(id) ?? expect.fail(`no tenant ${id}`);
const page = z.object({ events: z.array(z.looseObject({ id: z.string() })), cursor: z.string().optional() });

/** Every page's bytes: events, order, cursors. */
async function listPages(call: TenantCall, limit: number): Promise<string[]> {
	const texts: string[] = [];
	for (let cursor: string | undefined = ""; cursor !== undefined; ) {
		const { text }: { text: string } = await call(`/v1/events?limit=${limit}${cursor && `&cursor=${cursor}`}`);
		texts.push(text);
		cursor = page.parse(JSON.parse(text)).cursor;
	}
	return texts;
}
const listAll = async (call: TenantCall) => [...(await listPages(call, 4)), ...(await listPages(call, 100))];
const listIds = async (call: TenantCall) =>
	(await listPages(call, 100)).flatMap((text) => page.parse(JSON.parse(text)).events.map(({ id }) => id));

const OLD = Array.from({ length: 9 }, (_, n) => ({ id: `old-${n}`, ago: 150 + 9 * n }));
const postOld = async (call: TenantCall, more: readonly string[] = []) => {
	const all = [...OLD, ...more.map((id) => ({ id, ago: 0 }))];
	const time = (ago: number) => new Date(Math.floor(Date.now() / DAY) * DAY - ago * DAY).toISOString();
	const body = all.map(({ id, ago }) => ({ specversion: "1.0", id, source: "/s", type: "t", time: time(ago) }));
	expect((await call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body })).status).toBe(202);
	for (const id of more)
		await until(
			() => call("/v1/events?limit=100"),
			({ text }) => text.includes(`"${id}"`),
		);
};

/** As if it had been created with one database of its own. */
async function shrinkGlobex(): Promise<void> {
	const directory = await client.account.d1("stagecraft-dev-directory");
	await directory.prepare("DELETE FROM tenant_shards WHERE tenant = 'globex' AND position > 0").run();
	for (const shard of SHARDS.slice(4)) await (await client.account.d1(`stagecraft-dev-${shard}`)).prepare("DELETE FROM open_tenants").run();
}

const COUNT_OPEN = `SELECT count(*) AS n FROM event_partitions AS p LEFT JOIN event_layers AS l ON l.partition = p.name
WHERE p.ends_at < ?1 AND coalesce(l.state, 'open') <> 'archived'`;

async function archive(): Promise<void> {
	const countOpen = async () => {
		let open = 0;
		for (const { before } of movers.values()) {
			const shard = await client.account.d1(`stagecraft-dev-${before.shards[0]}`);
			open +=
				(await shard
					.prepare(COUNT_OPEN)
					.bind(Date.now() - 110 * DAY)
					.first<number>("n")) ?? 0;
		}
		return open;
	};
	expect(await countOpen()).toBeGreaterThan(0);
	expect(await client.account.scheduled("stagecraft-dev-upkeep", "41 3 * * *")).toBe("ok");
	await until(countOpen, (open) => open === 0);
}

async function findAllMisplaced(): Promise<string[]> {
	const homes = new Map([...movers.values()].map(({ tenant, after }) => [tenant, after.shards]));
	const found = await Promise.all(
		SHARDS.map(async (shard) => findMisplaced(await client.account.d1(`stagecraft-dev-${shard}`), shard, homes)),
	);
	return found.flat();
}

beforeAll(async () => {
	const front = readFileSync(new URL("fronts/no-wait.js", import.meta.url), "utf8");
	client = await startDataClient({ config, front });
	for (const id of Object.keys(MOVES)) movers.set(id, await Mover.open(client, id, id === "globex" ? shrinkGlobex : undefined));
	const fill = async (mover: Mover) => {
		await mover.remember(asked.length + 1);
		expect((await mover.fresh("/v1/records/stale/kept", { method: "PUT", headers: JSON_TYPE, body: KEPT })).status).toBe(201);
		await postOld(mover.fresh, ["young"]);
		const events = new Set(["young", ...OLD.map(({ id }) => id)]);
		wanted.set(mover.tenant, { records: new Map([["/v1/records/stale/kept", KEPT]]), events, files: new Set() });
	};
	await Promise.all([...movers.values()].map(fill));
	await archive();
	for (const [id, mover] of movers) listed.set(id, await listAll(mover.fresh));
});
afterAll(() => client.stop());

describe("a tenant that has moved", () => {
	it("has rows where it was, and all of them where it is", async () => {
		for (const { tenant, before } of movers.values()) {
			const [shard = ""] = before.shards;
			const rows = await findMisplaced(await client.account.d1(`stagecraft-dev-${shard}`), shard, new Map([[tenant, []]]));
			for (const table of ["records", "tenant_history", "events_", "open_tenants"]) expect(rows.join()).toContain(` ${table}`);
		}
		await Promise.all(Object.entries(MOVES).map(([id, to]) => toMover(id).move(to)));
		for (const { before, after } of movers.values()) expect(after.shards).not.toEqual(before.shards);
		expect(await findAllMisplaced()).toEqual([]);
	});

	it("reads archived events at its new place, in the same order and pages", async () => {
		for (const [id, mover] of movers) expect([id, await listAll(mover.fresh)]).toEqual([id, listed.get(id)]);
	});

	it("stores none of them again that comes late", async () => {
		const repeat = async (mover: Mover) => {
			const before = await listIds(mover.fresh);
			await postOld(mover.fresh, ["after"]);
			toWanted(mover.tenant).events.add("after");
			expect((await listIds(mover.fresh)).filter((one) => one !== "after")).toEqual(before);
		};
		await Promise.all([...movers.values()].map(repeat));
	});
});

describe("with a copy of the directory from before the move", () => {
	it("somebody believes it for as long as these tests run", async () => {
		for (const mover of movers.values()) await mover.plant();
		for (const layer of LAYERS) {
			await toMover("near").revoke(layer);
			expect([layer, (await toMover("near").call(layer, "/v1/usage")).status]).toEqual([layer, 200]);
		}
	});

	it("every operation that writes is asked, or says why it needn't be", () => {
		expect(Object.keys(WRITES).toSorted()).toEqual(operations.map(({ operationId }) => operationId).toSorted());
	});

	it.each(asked)("%s writes where the tenant is", async (_, layers, write) => {
		for (const [tenant, mover] of movers) for (const layer of layers) await write({ client, mover, layer, wanted: toWanted(tenant) });
	});

	it.each(Object.entries(UNDER_WAY))("%s is written where the tenant is", async (_, write) => {
		for (const [tenant, mover] of movers) await write({ client, mover, layer: "KV", wanted: toWanted(tenant) });
	});

	it("nothing is lost, and no shard has a row of a tenant that doesn't live there", async () => {
		for (const [id, { fresh }] of movers) {
			const { records, events, files } = toWanted(id);
			const found = await until(
				() => listIds(fresh),
				(ids) => ids.length >= events.size,
			);
			expect([id, found.toSorted()]).toEqual([id, [...events].toSorted()]);
			for (const [path, body] of records) {
				const answer = await fresh(path);
				expect([path, answer.status, answer.json]).toEqual([path, body === null ? 404 : 200, body ?? expect.anything()]);
			}
			for (const file of files) expect([file, (await fresh(`/v1/files/${file}`)).status]).toEqual([file, 200]);
		}
		expect(await findAllMisplaced()).toEqual([]);
	});
});

it("an export is brought into a tenant that has moved where that lives", async () => {
	const hollow = await Mover.open(client, "hollow");
	const exports = await client.account.r2("stagecraft-dev-archive");
	const { objects } = await exports.list({ prefix: "exports/near/" });
	const key = objects.find((object) => object.key.endsWith("manifest.json"))?.key;
	await hollow.move(hollow.before.location === "weur" ? "enam" : "weur");
	movers.set("hollow", hollow);
	const begun = await client.admin("/admin/tenants/hollow/imports", { method: "POST", body: { export: key } });
	const run = z.looseObject({ state: z.string(), events: z.int(), fault: z.string().nullable() });
	const ended = await until(
		async () => run.parse((await client.admin(begun.headers.get("location") ?? "")).json),
		({ state }) => state !== "running",
	);
	expect(ended).toMatchObject({ state: "done", fault: null });
	expect(await listIds(hollow.fresh)).toHaveLength(ended.events);
	expect(await findAllMisplaced()).toEqual([]);
});

it("carries archived events on with the next move, and takes them out of the archive with the tenant", async () => {
	const far = toMover("far");
	const before = await listAll(far.fresh);
	await far.move("weur");
	expect(await listAll(far.fresh)).toEqual(before);
	const near = await listAll(toMover("near").fresh);
	const begun = await client.admin("/admin/tenants/far?confirm=far", { method: "DELETE" });
	const run = z.looseObject({ state: z.string(), fault: z.string().nullable() });
	const ended = await until(
		async () => run.parse((await client.admin(begun.headers.get("location") ?? "")).json),
		({ state }) => state !== "running",
	);
	expect(ended).toMatchObject({ state: "done", fault: null });
	far.after = { ...far.after, shards: [] };
	expect(await findAllMisplaced()).toEqual([]);
	expect(await listArchived()).not.toContain("far");
	expect(await listAll(toMover("near").fresh)).toEqual(near);
});

/** The tenants that archived events are of. */
async function listArchived(): Promise<readonly string[]> {
	const bucket = await client.account.r2("stagecraft-dev-archive");
	const { objects } = await bucket.list({ prefix: "events/" });
	const tenants = new Set<string>();
	for (const { key } of objects) {
		if (!key.endsWith(".gz")) continue;
		const lines = gunzipSync(Buffer.from((await (await bucket.get(key))?.arrayBuffer()) ?? new ArrayBuffer())).toString();
		for (const line of lines.trimEnd().split("\n")) tenants.add(z.object({ tenant: z.string() }).parse(JSON.parse(line)).tenant);
	}
	return [...tenants].toSorted();
}
