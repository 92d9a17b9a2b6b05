import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { type DataClient, startDataClient, type TenantCall } from "./data-client.ts";

let client: DataClient;
let call: TenantCall;
beforeAll(async () => {
	client = await startDataClient();
	call = await client.asTenant("acme");
});
afterAll(() => client.stop());

/** Mostly near what the routes take, sometimes far from it. */
const word = fc.oneof(
	fc.constantFrom("a", "orders", ".", "..", "%", "%2F", "%00", "%ff", "é", "x".repeat(129), "1", "-1", "1e9", "*"),
	fc.stringMatching(/^[\x21-\x7e]{0,12}$/),
	fc.string({ unit: "binary", maxLength: 8 }),
);
const encoded = word.map((text) => (text.isWellFormed() ? encodeURIComponent(text) : "%EF%BF%BD"));
const segment = fc.oneof(
	encoded,
	word.map((text) => text.replaceAll(/[^\x21-\x7e]/g, "_")),
);
const good = fc.constantFrom("a", "b", "orders", "x:y@1~.-_");
const route = fc.oneof(
	{ weight: 4, arbitrary: fc.constant("/v1/events") },
	{ weight: 2, arbitrary: good.map((collection) => `/v1/records/${collection}`) },
	{ weight: 4, arbitrary: fc.tuple(good, good).map(([collection, id]) => `/v1/records/${collection}/${id}`) },
	segment.map((collection) => `/v1/records/${collection}`),
	fc.tuple(segment, segment).map(([collection, id]) => `/v1/records/${collection}/${id}`),
	fc.array(segment, { maxLength: 5 }).map((segments) => `/v1/${segments.join("/")}`),
);
const instant = fc.oneof(
	word,
	fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
	fc.constant("9999-12-31T23:59:59Z"),
);
const position = fc.oneof(
	fc.tuple(fc.constant("events"), fc.maxSafeNat(), fc.string()),
	fc.tuple(fc.constant("records"), fc.string()),
	fc.jsonValue(),
);
const cursor = position.map((value) => Buffer.from(JSON.stringify(value)).toString("base64url"));
const query = fc
	.record(
		{ from: instant, to: instant, type: word, limit: fc.oneof(word, fc.nat(100).map(String)), cursor: fc.oneof(word, cursor) },
		{ requiredKeys: [] },
	)
	.map((parameters) => new URLSearchParams(parameters).toString());

const header = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,20}[\x21-\x7e])?$/);
const tag = fc.oneof(header, fc.constantFrom("*", '"a"', 'W/"a"', '"a", "b"'));
const bookmark = fc.dictionary(
	fc.constantFrom("pool-weur-0", "x"),
	fc.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/),
);
const contentType = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom("application/json", "application/cloudevents+json", "application/cloudevents-batch+json") },
	header,
);
const others = fc.record(
	{
		"if-match": tag,
		"if-none-match": tag,
		"idempotency-key": header,
		"ce-specversion": fc.oneof(header, fc.constant("1.0")),
		"ce-id": header,
		"ce-source": header,
		"ce-type": header,
		"ce-time": fc.oneof(header, fc.constant("2026-11-21T00:00:00Z")),
		"x-d1-bookmark": fc.oneof(
			header,
			bookmark.map((value) => Buffer.from(JSON.stringify(value)).toString("base64url")),
		),
		"x-stagecraft-tenant": header,
		range: header,
		accept: header,
	},
	{ requiredKeys: [] },
);
const headers = fc
	.tuple(contentType, fc.oneof(fc.constant({}), others))
	.map(([type, rest]): Record<string, string> => ({ "content-type": type, ...rest }));

const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("1.0", "a", "/s", "t", "\u0000", "\ud800", "2026-11-21T00:00:00Z"));
const strangeEvent = fc.record(
	{
		specversion: fc.oneof(fc.constant("1.0"), fc.jsonValue()),
		id: fc.oneof(text, fc.jsonValue()),
		source: text,
		type: text,
		time: text,
		data: fc.jsonValue(),
	},
	{ requiredKeys: ["specversion", "id", "source", "type"] },
);
const goodEvent = fc.record({
	specversion: fc.constant("1.0"),
	id: fc.stringMatching(/^[\x21-\x7e]{1,20}$/),
	source: fc.constant("/s"),
	type: fc.string({ minLength: 1, maxLength: 20 }),
	data: fc.jsonValue(),
});
const event = fc.oneof({ weight: 3, arbitrary: goodEvent }, strangeEvent);
const body = fc.oneof(
	fc.json(),
	fc.string({ unit: "binary" }),
	event.map((value) => JSON.stringify(value)),
	fc.array(event, { maxLength: 4 }).map((value) => JSON.stringify(value)),
);

const request = fc.record({
	route,
	query,
	headers,
	body,
	method: fc.constantFrom("GET", "GET", "HEAD", "PUT", "PUT", "POST", "POST", "DELETE", "PATCH", "OPTIONS"),
});

it("answers every request with less than 500, an id, and a problem that names itself where it refuses; stores every event it accepts", async () => {
	const statuses = new Map<number, number>();
	const accepted = new Set<string>();
	await fc.assert(
		fc.asyncProperty(request, async ({ route, query, headers, body, method }) => {
			const content = method === "GET" || method === "HEAD" ? {} : { body };
			const answer = await call(`${route}?${query}`, { method, headers, ...content });
			statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
			expect(answer.status).toBeLessThan(500);
			expect(answer.headers.get("x-request-id")).toBeTruthy();
			expect(answer.headers.get("cache-control")).toMatch(/no-store|private/);
			if (answer.status >= 400 && method !== "HEAD")
				expect(answer.json).toMatchObject({ type: expect.stringContaining("urn:stagecraft:problem:") });
			if (answer.status === 202) for (const id of ids.parse(answer.json).ids) accepted.add(id);
		}),
		{ numRuns: 1500 },
	);
	console.log(`fuzz: ${[...statuses].map(([status, count]) => `${status}: ${count}`).join(", ")}`);
	for (const status of [200, 201, 202, 400, 404, 405, 412, 415]) expect([...statuses.keys()]).toContain(status);
	await until(readIds, (stored) => accepted.isSubsetOf(stored));
	expect((await client.admin("/admin/dead-letters")).json).toEqual({ deadLetters: [] });
});

const ids = z.object({ ids: z.array(z.string()) });
const page = z.object({ events: z.array(z.object({ id: z.string() })), cursor: z.string().optional() });

async function readIds(): Promise<Set<string>> {
	const stored = new Set<string>();
	for (let cursor: string | undefined = ""; cursor !== undefined; ) {
		const { events, cursor: next }: z.infer<typeof page> = page.parse(
			(await call(`/v1/events?limit=100${cursor && `&cursor=${cursor}`}`)).json,
		);
		for (const { id } of events) stored.add(id);
		cursor = next;
	}
	return stored;
}

it("reads back byte for byte every JSON text that it accepts", async () => {
	await fc.assert(
		fc.asyncProperty(fc.json(), fc.stringMatching(/^[ \t\r\n]{0,3}$/), async (json, space) => {
			const sent = `${space}${json}${space}`;
			const put = await call("/v1/records/fuzz/a", { method: "PUT", headers: { "content-type": "application/json" }, body: sent });
			expect(put.status).toBeLessThan(300);
			const bookmark = put.headers.get("x-d1-bookmark") ?? "";
			expect((await call("/v1/records/fuzz/a", { headers: { "x-d1-bookmark": bookmark } })).text).toBe(sent);
		}),
		{ numRuns: 100 },
	);
});
