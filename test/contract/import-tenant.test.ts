import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { problem } from "./client.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";

const run = z.looseObject({ id: z.string(), state: z.string(), fault: z.string().nullable(), manifest: z.string().nullish() });
const TEXTS = ["1", '{"a": 1.0,\n "b":"é"}', "[]"];

let client: DataClient;
let manifest: string;
let source: TenantCall;
beforeAll(async () => {
	client = await startDataClient();
	source = await client.asTenant("source");
	for (const [id, body] of TEXTS.entries()) await source(`/v1/records/c/${id}`, { method: "PUT", headers: JSON_TYPE, body });
	const time = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
	const body = [0, 40, 200].map((ago) => ({ specversion: "1.0", id: `e-${ago}`, source: "/s", type: "t", time: time(ago), data: { ago } }));
	await source("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body });
	await until(
		() => source("/v1/events"),
		({ text }) => text.includes('"e-200"') && text.includes('"e-0"') && text.includes('"e-40"'),
	);
	manifest = (await follow("/admin/tenants/source/exports")).manifest ?? "";
});
afterAll(() => client.stop());

async function follow(path: string, body?: unknown) {
	const begun = await client.admin(path, { method: "POST", ...(body === undefined ? {} : { body }) });
	expect(begun.status).toBe(202);
	const read = async () => run.parse((await client.admin(begun.headers.get("location") ?? "")).json);
	return until(read, ({ state }) => state !== "running", 60_000);
}
const readAll = async (call: TenantCall) => {
	const records = await Promise.all(TEXTS.map(async (_, id) => call(`/v1/records/c/${id}`)));
	return [...records.map(({ text, headers }) => [text, headers.get("etag")]), (await call("/v1/events")).text];
};

it("brings an export into an empty tenant byte for byte, and into no other", async () => {
	const target = await client.asTenant("target");
	expect(await follow("/admin/tenants/target/imports", { export: manifest })).toMatchObject({
		state: "done",
		records: 3,
		events: 3,
		fault: null,
	});
	expect(await readAll(target)).toEqual(await readAll(source));
	const again = await client.admin("/admin/tenants/target/imports", { method: "POST", body: { export: manifest } });
	expect(again).toMatchObject(problem(409, "conflict"));
});

it("brings in nothing of an export that isn't as it was written", async () => {
	const target = await client.asTenant("spoilt");
	const bucket = await client.account.r2("stagecraft-dev-archive");
	const text = (await (await bucket.get(manifest))?.text()) ?? "";
	const key = manifest.replace(/[^/]+\/manifest/, "spoilt/manifest");
	await bucket.put(key, text.replaceAll(/"sha256":"[0-9a-f]/g, '"sha256":"x'));
	const ended = await follow("/admin/tenants/spoilt/imports", { export: key });
	expect(ended).toMatchObject({ state: "failed", fault: expect.stringContaining("SHA-256") });
	expect((await target("/v1/records/c")).json).toEqual({ records: [] });
});

it("refuses what is no export's key, and a tenant that is none", async () => {
	const start = (tenant: string, body: unknown) => client.admin(`/admin/tenants/${tenant}/imports`, { method: "POST", body });
	await client.createTenant("empty");
	expect(await start("empty", { export: "events/x.json" })).toMatchObject(problem(400, "bad-parameter"));
	expect(await start("empty", { export: "exports/source/none/manifest.json" })).toMatchObject(problem(404, "not-found"));
	expect(await start("nobody", { export: manifest })).toMatchObject(problem(404, "not-found"));
});
