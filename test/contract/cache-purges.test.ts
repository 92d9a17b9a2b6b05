import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../local/until.ts";
import { problem } from "./client.ts";
import { CLOUD_EVENT, type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";

/** Caches that nothing but a purge would empty while the tests run. */
const overrides = {
	kvReadLatency: { tagMemory: "300 seconds", recordMemory: "300 seconds" },
	kvWriteRate: { recordTtl: "1 day" },
	edge: { pastEvents: "0 seconds", pastEventsInDataCenter: "1 day" },
	queueThroughput: { batchWait: "1 second" },
};
const DAY = 86_400_000;
const SHARD = "stagecraft-dev-pool-weur-0";

let client: DataClient;
let call: TenantCall;
let other: TenantCall;
beforeAll(async () => {
	client = await startDataClient({ config: { "stagecraft:overrides": JSON.stringify(overrides) } });
	call = await client.asTenant("restored");
	other = await client.asTenant("other");
});
afterAll(() => client.stop());

const purge = (tenant: string, body?: unknown) =>
	client.admin(`/admin/tenants/${tenant}/cache-purges`, { method: "POST", ...(body === undefined ? {} : { body }) });
const put = (tenant: TenantCall, path: string, body: string) => tenant(path, { method: "PUT", headers: JSON_TYPE, body });
/** As a restore does: past the product's caches. */
const change = async (sql: string) => (await client.account.d1(SHARD)).prepare(sql).run();

it("makes all records of a tenant, or of a collection, be read anew with one write, and leaves other tenants' alone", async () => {
	const [menu, stock] = ["/v1/records/menu/a", "/v1/records/stock/a"];
	for (const tenant of [call, other]) for (const path of [menu, stock]) await put(tenant, path, "1");
	const read = async () => [(await call(menu)).text, (await call(stock)).text, (await other(menu)).text];
	expect(await read()).toEqual(["1", "1", "1"]);
	await change("UPDATE records SET data = '2'");
	expect(await read()).toEqual(["1", "1", "1"]);
	expect(await purge("restored", { collection: "menu" })).toMatchObject({
		status: 202,
		json: { tenant: "restored", collection: "menu", withinSeconds: 300 },
	});
	expect(await read()).toEqual(["2", "1", "1"]);
	expect((await purge("restored")).status).toBe(202);
	expect(await read()).toEqual(["2", "2", "1"]);
});

it("makes pages of past events be read anew, which a data center's cache holds for each tenant by itself", async () => {
	const time = new Date(Date.now() - 3 * DAY).toISOString();
	const range = `/v1/events?to=${new Date(Date.now() - 2 * DAY).toISOString()}`;
	const event = { specversion: "1.0", id: "past", source: "/s", type: "t", time };
	for (const tenant of [call, other]) {
		await tenant("/v1/events", { method: "POST", headers: CLOUD_EVENT, body: event });
		await until(
			() => tenant("/v1/events"),
			({ text }) => text.includes('"past"'),
		);
	}
	const first = await call(range);
	expect([first.text.includes('"past"'), first.headers.get("cache-control")]).toEqual([true, "private, no-store"]);
	expect((await other(range)).text).toContain('"past"');
	await change(`DELETE FROM events_${time.slice(0, 7).replace("-", "_")}`);
	expect((await call(range)).text).toBe(first.text);
	await purge("restored");
	expect((await call(range)).json).toEqual({ events: [] });
	expect((await other(range)).text).toContain('"past"');
});

it("refuses a tenant that is none, a collection that can't be, and who has no admin token", async () => {
	expect(await purge("nobody")).toMatchObject(problem(404, "not-found"));
	expect(await purge("restored", { collection: "a/b" })).toMatchObject(problem(400, "bad-parameter"));
	expect(await purge("restored", { tag: "x" })).toMatchObject(problem(400, "bad-parameter"));
	expect(await client.call("/admin/tenants/restored/cache-purges", { method: "POST" })).toMatchObject(problem(401, "unauthenticated"));
});
