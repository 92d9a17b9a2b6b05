import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { toKeyName } from "../../workers/lib/directory/key-store.ts";
import type { Binding } from "../../workers/lib/manifest.ts";
import { MANIFESTS } from "../../workers/manifests.ts";
import { until } from "../local/until.ts";
import { scanAccount } from "../support/scan-account.ts";
import { makeProject } from "../support/start.ts";
import { problem } from "./client.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";
import { putLetter } from "./letters.ts";

const DAY = 86_400_000;
const MARK = "doomed-0b5f";
/** An id that is nowhere but in what belongs to its tenant. */
const ID = "zz-tenant-0b5f";
const overrides = {
	rateLimits: { tenantPer10Seconds: 1_000_000, exactWritesPerMinute: 60_000 },
	queueThroughput: { batchWait: "1 second", retryDelay: "1 second" },
	kvWriteRate: { recordTtl: "1 day" },
	// An isolate that knows the tenant knows of no deletion for as long as the tests run.
	kvReadLatency: { keyMemory: "300 seconds" },
	// A room of two has objects to remember.
	live: { socketsPerNode: 1, fanOut: 2 },
};

let folder: string;
let client: DataClient;
let doomed: TenantCall;
let other: TenantCall;
/** A key that no isolate has seen before the deletion. */
let unseen: TenantCall;
let keyId: string;
/** Where the deletion says how far it is. */
let location = "";
const sockets: WebSocket[] = [];
beforeAll(async () => {
	folder = makeProject({ "stagecraft:stage": "launch", "stagecraft:overrides": overrides });
	const front = readFileSync(new URL("fronts/hold-sweep.js", import.meta.url), "utf8");
	client = await startDataClient({ root: folder, ephemeral: false, config: {}, front });
	doomed = await client.asTenant(ID);
	other = await client.asTenant("neighbour");
	const { key, ...made } = z
		.object({ key: z.string(), keyId: z.string() })
		.parse((await client.admin(`/admin/tenants/${ID}/keys`, { method: "POST" })).json);
	keyId = made.keyId;
	unseen = (path, call) => client.call(path, { ...call, token: key });
});
afterAll(async () => {
	for (const socket of sockets) socket.close();
	await client.stop();
	rmSync(folder, { recursive: true });
});

const put = (call: TenantCall, path: string, body: string, type: string = JSON_TYPE["content-type"]) =>
	call(path, { method: "PUT", headers: { "content-type": type }, body });
const toEvent = (id: string, ago: number, more = {}) => ({
	...{ specversion: "1.0", id, source: "/s", type: "t", data: MARK, ...more },
	time: new Date(Date.now() - ago * DAY).toISOString(),
});
const post = (call: TenantCall, events: readonly unknown[]) => call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body: events });
const scan = (text: string) => scanAccount(join(folder, ".local/dev"), text);
const listAll = async (call: TenantCall) => (await call("/v1/events?limit=100")).text;

/** Two members of a room whose objects hold one each, so that they have something to remember. */
async function enterRoom(): Promise<void> {
	const { json } = await doomed("/v1/live/lobby/tickets", { method: "POST", headers: JSON_TYPE, body: { member: MARK } });
	const { path } = z.object({ path: z.string() }).parse(json);
	for (let i = 0; i < 2; i++) {
		const socket = new WebSocket(client.account.url.replace("http", "ws") + path);
		sockets.push(socket);
		await once(socket, "open");
	}
}

const areClosed = () =>
	until(
		async () => sockets.map(({ readyState }) => readyState),
		(states) => states.every((state) => state === WebSocket.CLOSED),
	);

const publish = () => doomed("/v1/live/lobby", { method: "POST", headers: JSON_TYPE, body: JSON.stringify(MARK) });

async function fill(): Promise<void> {
	await put(doomed, "/v1/records/books/1", JSON.stringify(MARK));
	await put(other, "/v1/records/books/1", '"kept"');
	for (let i = 0; i < 3; i++) await doomed("/v1/records/books/1");
	await put(doomed, "/v1/files/a.txt", MARK, "text/plain");
	const body = { name: `${MARK}.bin`, contentType: "text/plain", bytes: 4 };
	expect((await doomed("/v1/files", { method: "POST", headers: JSON_TYPE, body })).status).toBe(201);
	await post(doomed, [toEvent("now", 0), toEvent("old", 200), toEvent("lane", 0, { partitionkey: MARK })]);
	await post(other, [toEvent("old-1", 200, { data: "kept" }), toEvent("old-2", 199, { data: "kept" })]);
	for (const [call, count] of [
		[doomed, 3],
		[other, 2],
	] as const)
		await until(
			() => listAll(call),
			(text) => text.split('"specversion"').length > count,
		);
	await enterRoom();
	expect((await publish()).status).toBe(202);
	await client.admin(`/admin/tenants/${ID}/cache-purges`, { method: "POST" });
	const message = `${JSON.stringify({ tenant: ID, id: "dead" })}\n${MARK}`;
	await putLetter(client, { name: "m", at: Date.UTC(2026, 10, 21), message });
}

async function archive(): Promise<void> {
	expect(await client.account.scheduled("stagecraft-dev-upkeep", "41 3 * * *", new Date())).toBe("ok");
	const shard = await client.account.d1("stagecraft-dev-pool-weur-0");
	const count = () => shard.prepare("SELECT sum(events) AS events FROM event_layers WHERE state = 'archived'").first<number>("events");
	await until(count, (events) => (events ?? 0) >= 3);
}

async function exportIt(): Promise<void> {
	const begun = await client.admin(`/admin/tenants/${ID}/exports`, { method: "POST" });
	const location = begun.headers.get("location") ?? "";
	await until(
		async () => (await client.admin(location)).text,
		(text) => text.includes('"done"'),
	);
}

const readRun = async () =>
	z.looseObject({ phase: z.string(), state: z.string(), fault: z.string().nullable() }).parse((await client.admin(location)).json);

it("leaves nothing of a tenant in any store, and every byte of its neighbour's", async () => {
	await fill();
	await archive();
	await exportIt();
	const before = [await listAll(other), (await other("/v1/records/books/1")).text];
	// What isn't found before could not be missed after: each of these is a store that the deletion must know.
	const places = [...scan(MARK), ...scan(ID)];
	for (const store of [
		/^d1 .*records/,
		/^d1 .*events_/,
		/^d1 .*api_keys/,
		/^d1 .*tenants/,
		/^kv /,
		/^r2 /,
		/Hub/,
		/ObjectList/,
		/OrderedLane/,
		/Counter/,
	])
		expect(
			places.some((place) => store.test(place)),
			`${store} in ${places.join(", ")}`,
		).toBe(true);

	expect(await client.admin(`/admin/tenants/${ID}`, { method: "DELETE" })).toMatchObject(problem(400, "bad-parameter"));
	const begun = await client.admin(`/admin/tenants/${ID}?confirm=${ID}`, { method: "DELETE" });
	expect([begun.status, begun.json]).toMatchObject([202, { state: "running", phase: "deleting" }]);
	location = begun.headers.get("location") ?? "";
	expect(await until(readRun, ({ phase }) => phase === "deleted" || phase === "sweeping")).toMatchObject({ fault: null });
	await areClosed();
	expect([scan(MARK), scan(ID)]).toEqual([[], []]);
	expect([await listAll(other), (await other("/v1/records/books/1")).text]).toEqual(before);
	expect((await unseen("/v1/records/books/1")).status).toBe(401);
	expect((await client.admin(`/admin/tenants/${ID}`)).status).toBe(404);
	expect(await client.admin("/admin/tenants", { method: "POST", body: { id: ID } })).toMatchObject(problem(409, "conflict"));
});

it("sweeps what somebody writes meanwhile who knows of no deletion", async () => {
	const statuses = [
		await put(doomed, "/v1/files/late.txt", MARK, "text/plain"),
		await doomed("/v1/files", { method: "POST", headers: JSON_TYPE, body: { name: MARK, contentType: "text/plain", bytes: 4 } }),
		await post(doomed, [toEvent("late", 0), toEvent("late-old", 200), toEvent("late-lane", 0, { partitionkey: MARK })]),
		await publish(),
		await doomed("/v1/jobs", { method: "POST", headers: JSON_TYPE, body: { kind: "import-events", file: "late.txt", format: "ndjson" } }),
	].map(({ status }) => status);
	expect(statuses).toEqual([200, 201, 202, 202, 202]);
	await enterRoom();
	// Last, since the shard's answer corrects the copy.
	expect((await put(doomed, "/v1/records/books/late", JSON.stringify(MARK))).status).toBe(404);
	const keys = await client.account.kv("stagecraft-dev-kv-directory");
	await keys.put(toKeyName(keyId), JSON.stringify({ tenant: ID }));
	const letters = await client.account.r2("stagecraft-dev-deadletters");
	await until(
		async () => (await letters.list()).objects.length,
		(count) => count === 3,
	);
	const places = [...scan(MARK), ...scan(ID)].join();
	for (const store of ["kv ", "r2 ", "ChunkedJob", "Counter", "Hub", "ObjectList", "OrderedLane"]) expect(places).toContain(store);

	await (await client.account.r2("stagecraft-dev-archive")).put("sweep/begin", "");
	expect(await until(readRun, ({ state }) => state === "done")).toMatchObject({ phase: "deleted", fault: null });
	await areClosed();
	expect([scan(MARK), scan(ID)]).toEqual([[], []]);
});

/** What each store that a Worker binds is to a deletion. A new one is refused until it is said here, and emptied in `workers/upkeep/deletion-parts.ts`. */
const STORES = {
	kv_namespace: { directory: "keys and copies of counters", records: "records" },
	r2_bucket: { archive: "events and exports", deadletters: "letters", files: "files and uploads" },
	d1: { directory: "rows", shards: "rows" },
	object: {
		...{ CacheTags: "emptied", ChunkedJob: "emptied", Counter: "emptied", Hub: "listed", OrderedLane: "listed", RateLimiter: "emptied" },
		...{ ObjectList: "emptied", RegionalCache: "by prefix", KvWriter: "empty by itself once KV has it", SessionLedger: "the admin side's" },
	},
} as const;

it("knows every store that a Worker binds", () => {
	const found = MANIFESTS.flatMap(({ bindings, objects }) => [
		...objects.map((name) => `object ${name}`),
		...Object.values<Binding>(bindings).flatMap((binding) => {
			if (binding.type === "kv_namespace") return [`kv_namespace ${binding.kv}`];
			if (binding.type === "r2_bucket") return [`r2_bucket ${binding.bucket}`];
			if (binding.type === "d1") return ["family" in binding ? "d1 shards" : `d1 ${binding.d1}`];
			return [];
		}),
	]);
	const known = Object.entries(STORES).flatMap(([type, names]) => Object.keys(names).map((name) => `${type} ${name}`));
	expect([...new Set(found)].sort()).toEqual(known.sort());
});

it("refuses to delete a tenant that is none", async () => {
	expect(await client.admin("/admin/tenants/nobody?confirm=nobody", { method: "DELETE" })).toMatchObject(problem(404, "not-found"));
	expect((await client.admin("/admin/deletions/none")).status).toBe(404);
});
