import { expect, it } from "vitest";
import { z } from "zod";
import { until } from "../../local/until.ts";
import { problem } from "../client.ts";
import { CLOUD_EVENT, CLOUD_EVENTS, JSON_TYPE, type TenantCall } from "../data-client.ts";

const accepted = z.object({ ids: z.array(z.string()) });
const listed = z.object({
	events: z.array(z.looseObject({ id: z.string(), type: z.string(), time: z.string() })),
	cursor: z.string().optional(),
});

const HOUR = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const event = (id: string, more: Record<string, unknown> = {}) => ({
	specversion: "1.0",
	id,
	source: "/test",
	type: "t",
	time: ago(0),
	...more,
});

/** What holds for the events of any tenant, wherever it lives. */
export function describeEvents(call: TenantCall, other: TenantCall): void {
	const post = (body: unknown, headers: Record<string, string>) => call("/v1/events", { method: "POST", headers, body });
	const list = async (query = "") => listed.parse((await call(`/v1/events${query}`)).json);
	const readable = (type: string, count: number) =>
		until(
			() => list(`?type=${type}&limit=100`),
			({ events }) => events.length === count,
		);

	it("are accepted with their ids and read back byte for byte", async () => {
		const text = `{ "type":"exact", "specversion":"1.0", "id" : "urn:x/1", "source":"/s","time":"${ago(0)}", "data":{"n":1.0,"t":"é\\u00e9😀"} }`;
		const answer = await post(text, CLOUD_EVENT);
		expect([answer.status, accepted.parse(answer.json).ids]).toEqual([202, ["urn:x/1"]]);
		await readable("exact", 1);
		expect((await call("/v1/events?type=exact")).text).toBe(`{"events":[${text}]}`);
	});

	it("are taken as a batch, in binary mode and as plain JSON, which is wrapped", async () => {
		const batch = await post([event("m1", { type: "modes" }), event("m2", { type: "modes" })], CLOUD_EVENTS);
		const binary = { ...JSON_TYPE, "ce-specversion": "1.0", "ce-id": "m3", "ce-source": "/b", "ce-type": "modes" };
		const plain = await post('[{"n" : 1.0},{"n":2}]', { ...JSON_TYPE, "ce-type": "modes" });
		expect([batch.status, (await post('{"n":3}', binary)).status, plain.status]).toEqual([202, 202, 202]);
		const ids = accepted.parse(plain.json).ids;
		const { events } = await readable("modes", 5);
		expect(events.map(({ id }) => id).toSorted()).toEqual(["m1", "m2", "m3", ...ids].toSorted());
		expect((await call("/v1/events?type=modes")).text).toContain('"data":{"n" : 1.0}}');
	});

	it("are stored once, however often the same ids are sent", async () => {
		const body = [event("twice-1", { type: "twice" }), event("twice-2", { type: "twice" })];
		for (let i = 0; i < 3; i++) await post(body, CLOUD_EVENTS);
		for (let i = 0; i < 2; i++)
			expect((await post({ a: 1 }, { ...JSON_TYPE, "ce-type": "twice", "idempotency-key": "twice-3" })).json).toEqual({ ids: ["twice-3"] });
		await post(event("twice-last", { type: "twice-last" }), CLOUD_EVENT);
		await readable("twice-last", 1);
		expect((await readable("twice", 3)).events.map(({ id }) => id).toSorted()).toEqual(["twice-1", "twice-2", "twice-3"]);
	});

	it("are listed newest first, each once, page by page, also of months ago", async () => {
		const ids = Array.from({ length: 30 }, (_, i) => `walk-${String(i).padStart(2, "0")}`);
		await post(ids.map((id, i) => event(id, { type: "walk", time: ago(i * 24 * HOUR) })).toReversed(), CLOUD_EVENTS);
		await readable("walk", 30);
		const seen: string[] = [];
		for (let cursor: string | undefined = ""; cursor !== undefined; ) {
			const page: z.infer<typeof listed> = await list(`?type=walk&limit=7${cursor && `&cursor=${cursor}`}`);
			expect(page.events.length).toBeLessThanOrEqual(7);
			seen.push(...page.events.map(({ id }) => id));
			cursor = page.cursor;
		}
		expect(seen).toEqual(ids);
		const range = await list(`?type=walk&from=${ago(10.5 * 24 * HOUR)}&to=${ago(4.5 * 24 * HOUR)}`);
		expect(range.events.map(({ id }) => id)).toEqual(ids.slice(5, 11));
	});

	it("of a past range carry nothing that a shared cache could mix up", async () => {
		const range = `?from=${ago(300 * HOUR)}&to=${ago(2 * HOUR)}`;
		const own = await call(`/v1/events${range}`);
		const foreign = await other(`/v1/events${range}`);
		expect([own.status, own.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
		expect(listed.parse(own.json).events.length).toBeGreaterThan(0);
		expect(foreign.json).toEqual({ events: [] });
		expect(own.headers.get("x-request-id")).not.toBe(foreign.headers.get("x-request-id"));
	});

	it("are the tenant's own, also under the same id", async () => {
		await post(event("shared", { type: "own" }), CLOUD_EVENT);
		await readable("own", 1);
		await other("/v1/events", { method: "POST", headers: CLOUD_EVENT, body: event("shared", { type: "own", data: "theirs" }) });
		const theirs = await until(
			() => other("/v1/events"),
			({ text }) => text.includes("theirs"),
		);
		expect(listed.parse(theirs.json).events).toHaveLength(1);
		expect((await call("/v1/events?type=own")).text).not.toContain("theirs");
	});

	it("are refused by what is wrong with them, all faults in one answer", async () => {
		const bad = await post(
			[event("ok"), event("a b"), { ...event("c"), specversion: "0.3" }, event("d", { time: "2001-01-01T00:00:00Z" })],
			CLOUD_EVENTS,
		);
		expect(bad).toMatchObject(problem(400, "bad-json"));
		for (const fault of ["events[1].id", "events[2].specversion", "events[3].time"]) expect(bad.text).toContain(fault);
		for (const body of ["", "{", "1", "null"]) expect(await post(body, JSON_TYPE)).toMatchObject(problem(400, "bad-json"));
		expect(await post("{}", { "content-type": "text/xml" })).toMatchObject(problem(415, "unsupported-media-type"));
		expect(await post(Array(501).fill(1), JSON_TYPE)).toMatchObject(problem(413, "too-large"));
		expect(await post({ data: "x".repeat(100_000) }, JSON_TYPE)).toMatchObject(problem(400, "bad-json"));
		expect(await post(`"${"x".repeat(1_100_000)}"`, JSON_TYPE)).toMatchObject(problem(413, "too-large"));
		expect(await post("{}", { ...JSON_TYPE, "idempotency-key": "a b" })).toMatchObject(problem(400, "bad-parameter"));
	});

	it("are asked for by good parameters only", async () => {
		for (const query of ["from=x", "to=2026-02-30T00:00:00Z", "type=", `type=${"x".repeat(257)}`, "limit=0", "limit=101", "limit=1e1"])
			expect(await call(`/v1/events?${query}`)).toMatchObject(problem(400, "bad-parameter"));
		expect(await call(`/v1/events?from=${ago(0)}&to=${ago(HOUR)}`)).toMatchObject(problem(400, "bad-parameter"));
		for (const cursor of ["x", "", "WyJyZWNvcmRzIiwiYSJd"])
			expect(await call(`/v1/events?cursor=${cursor}`)).toMatchObject(problem(400, "bad-cursor"));
		expect(await call("/v1/events", { method: "PUT" })).toMatchObject(problem(405, "method-not-allowed"));
	});
}
