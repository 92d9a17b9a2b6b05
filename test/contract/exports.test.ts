import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { parseExportManifest } from "../../workers/lib/export/export-manifest.ts";
import { until } from "../local/until.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";
import { EVENTS_QUEUE, makeMessage, putLetter } from "./letters.ts";

const DAY = 86_400_000;
const run = z.object({ id: z.string(), state: z.string(), manifest: z.string().nullable(), records: z.number(), events: z.number() });

let client: DataClient;
let acme: TenantCall;
beforeAll(async () => {
	client = await startDataClient();
	acme = await client.asTenant("acme");
	const other = await client.asTenant("globex");
	await other("/v1/records/books/1", { method: "PUT", headers: JSON_TYPE, body: { secret: "globex" } });
	await post(other, [makeEvent("globex", 200)]);
});
afterAll(() => client.stop());

const makeEvent = (id: string, ago: number) => ({
	specversion: "1.0",
	id,
	source: "/s",
	type: "t",
	time: new Date(Date.now() - ago * DAY).toISOString(),
});
const post = (call: TenantCall, events: readonly unknown[]) => call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body: events });

it("exports records and events, archived ones too, of one tenant and no other, with count and SHA-256", async () => {
	// Bytes count, not values.
	const texts = new Map([
		["books/1", '{"a": 1.0,\n "b":"é"}'],
		["books/2", "[1]"],
		["zoo/1", '"x"'],
	]);
	for (const [path, body] of texts)
		expect((await acme(`/v1/records/${path}`, { method: "PUT", headers: JSON_TYPE, body })).status).toBe(201);
	const ids = ["new", "old-1", "old-2"];
	await post(acme, [makeEvent("new", 0), makeEvent("old-1", 200), makeEvent("old-2", 201)]);
	await until(
		() => acme("/v1/events"),
		({ text }) => ids.every((id) => text.includes(`"${id}"`)),
	);
	const shard = await client.account.d1("stagecraft-dev-pool-weur-0");
	const readArchived = () =>
		shard.prepare("SELECT sum(events) AS events FROM event_layers WHERE state = 'archived'").first<{ events: number }>();
	expect(await client.account.scheduled("stagecraft-dev-upkeep", "41 3 * * *", new Date())).toBe("ok");
	await until(readArchived, (found) => (found?.events ?? 0) >= 3);

	const begun = await client.admin("/admin/tenants/acme/exports", { method: "POST" });
	expect(begun.status).toBe(202);
	const ended = await until(
		async () => run.parse((await client.admin(begun.headers.get("location") ?? "")).json),
		({ state }) => state !== "running",
	);
	expect(ended).toMatchObject({ state: "done", records: 3, events: 3, manifest: expect.stringContaining("exports/acme/") });

	const bucket = await client.account.r2("stagecraft-dev-archive");
	const manifest = parseExportManifest((await (await bucket.get(ended.manifest ?? ""))?.text()) ?? "");
	expect(manifest.tenant).toMatchObject({ id: "acme", plan: "standard", region: "weur" });
	const found = new Map<string, readonly Readonly<Record<string, unknown>>[]>();
	for (const { kind, object, rows, bytes, sha256 } of manifest.objects) {
		const stored = Buffer.from((await (await bucket.get(object ?? ""))?.arrayBuffer()) ?? new ArrayBuffer());
		expect([stored.length, createHash("sha256").update(stored).digest("hex")]).toEqual([bytes, sha256]);
		const text = gunzipSync(stored).toString();
		expect(text).not.toContain("globex");
		found.set(
			kind,
			text
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line)),
		);
		expect(found.get(kind)).toHaveLength(rows);
	}
	expect(new Map(found.get("records")?.map(({ collection, id, data }) => [`${collection}/${id}`, data]))).toEqual(texts);
	expect(found.get("events")?.map(({ id }) => id)).toEqual(ids);
});

it("replays all dead letters of a queue in a range, and leaves the others", async () => {
	const letters = await client.account.r2("stagecraft-dev-deadletters");
	const put = (id: string, at: number) => putLetter(client, { name: id, at, message: makeMessage(id) });
	const now = Date.now();
	await put("too-old", now - 3 * DAY);
	for (let i = 0; i < 60; i++) await put(`dead-${i}`, now - DAY - i);
	const body = { queue: EVENTS_QUEUE, from: new Date(now - 2 * DAY).toISOString(), to: new Date(now).toISOString() };
	const begun = await client.admin("/admin/dead-letters/replays", { method: "POST", body });
	const ended = await until(
		async () => (await client.admin(begun.headers.get("location") ?? "")).json,
		(json) => z.object({ state: z.string() }).parse(json).state !== "running",
	);
	expect(ended).toMatchObject({ queue: EVENTS_QUEUE, state: "done", replayed: 60, fault: null });
	await until(
		() => acme("/v1/events?limit=100"),
		({ text }) => (text.match(/"dead-/g) ?? []).length === 60,
	);
	expect((await letters.list()).objects.map(({ key }) => key.split("~").at(-1))).toEqual(["too-old.json"]);
});
