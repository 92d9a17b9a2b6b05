import fc from "fast-check";
import { expect, it } from "vitest";
import { type AcceptedEvent, parseEvents } from "../../../../workers/lib/events/parse-events.ts";
import { NOW } from "./sample-events.ts";

const SINGLE = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";
const event = { specversion: "1.0", id: "1", source: "/s", type: "t" };

const parse = (type: string | null, body: unknown, headers: Record<string, string> = {}): AcceptedEvent[] =>
	parseEvents(
		{
			headers: new Headers(type === null ? headers : { "content-type": type, ...headers }),
			bytes: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
			now: NOW,
		},
		30,
	);
const refused = (type: string, detail: string) => expect.objectContaining({ type, message: expect.stringContaining(detail) });

it("keeps a CloudEvent byte for byte when it has a time", () => {
	const text = '{ "specversion":"1.0", "id" : "a", "source":"/s","type":"t", "time":"2026-11-21T10:00:00+01:00","data": {"n":1.0} }';
	expect(parse(SINGLE, ` ${text}\n`)).toEqual([{ id: "a", type: "t", time: Date.UTC(2026, 10, 21, 9), partitionKey: null, event: text }]);
	expect(parse(BATCH, `[ ${text} ,${text}]`).map((one) => one.event)).toEqual([text, text]);
});

it("adds the time of arrival to a CloudEvent without one and changes nothing else", () => {
	const text = JSON.stringify({ ...event, data: "é" });
	const [parsed] = parse(SINGLE, text);
	expect(parsed?.event.replace('"time":"2026-11-21T12:00:00.000Z",', "")).toBe(text);
	expect(parsed?.time).toBe(NOW);
});

it("wraps plain JSON, an array element by element, with its text unchanged", () => {
	const [one] = parse("application/json; charset=utf-8", ' {"n" : 1.0} ');
	expect(one?.event).toContain(',"data":{"n" : 1.0}}');
	expect(JSON.parse(one?.event ?? "")).toMatchObject({ specversion: "1.0", id: one?.id, source: "/v1/events", type: "stagecraft.event" });
	expect(one?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	const many = parse("application/json", '[{"a":1}, [2],3 ]', { "ce-type": "order.paid" });
	expect(many.map((item) => item.event.replace(/.*"data":/, ""))).toEqual(['{"a":1}}', "[2]}", "3}"]);
	expect(new Set(many.map(({ type }) => type))).toEqual(new Set(["order.paid"]));
});

it("takes a CloudEvent that is sent as plain JSON for what it is, alone and among others", () => {
	const event = '{"specversion":"1.0", "id":"e-1","source":"/shop","type":"order.paid","time":"2026-11-21T10:00:00Z","data":{"n":1.0}}';
	expect(parse("application/json", event)).toMatchObject([{ id: "e-1", event }]);
	expect(parse("application/json", `[${event},{"specversion":"1.0"}]`)).toMatchObject([{ id: "e-1", event }, { type: "stagecraft.event" }]);
});

it("makes ids from an idempotency key, so that a repeated request adds nothing", () => {
	const ids = (body: unknown) => parse("application/json", body, { "idempotency-key": "k" }).map(({ id }) => id);
	expect([ids({}), ids([{}, {}])]).toEqual([["k"], ["k-0", "k-1"]]);
	for (const key of ["a b", "", "x".repeat(125)])
		expect(() => parse("application/json", {}, { "idempotency-key": key })).toThrow(refused("bad-parameter", "idempotency-key"));
});

it("reads the binary mode of the HTTP binding, its headers percent-encoded", () => {
	const headers = { "ce-specversion": "1.0", "ce-id": "b", "ce-source": "/caf%C3%A9", "ce-type": "t", "ce-tenantext": "x" };
	const [parsed] = parse("application/json", '{"n": 1.0}', headers);
	expect(JSON.parse(parsed?.event ?? "")).toMatchObject({
		id: "b",
		source: "/café",
		tenantext: "x",
		datacontenttype: "application/json",
		data: { n: 1 },
	});
	expect(parsed?.event).toContain('"data":{"n": 1.0}}');
	expect(() => parse("application/json", "{}", { ...headers, "ce-source": "%ff" })).toThrow(refused("bad-parameter", "ce-source"));
	expect(() => parse("application/json", "{}", { "ce-specversion": "1.0" })).toThrow(refused("bad-json", "events[0].id"));
});

it("names every fault of every event in one answer, and at most twenty of them", () => {
	const body = [event, { ...event, id: "é" }, { ...event, specversion: "0.3", type: "" }, 7, { ...event, time: "yesterday" }];
	const faults = ["events[1].id", "events[2].specversion", "events[2].type", "events[3].event", "events[4].time"];
	for (const fault of faults) expect(() => parse(BATCH, body)).toThrow(refused("bad-json", fault));
	expect(() => parse(BATCH, body)).not.toThrow(refused("bad-json", "events[0]"));
	expect(() => parse(BATCH, Array(100).fill({ ...event, id: 1 }))).toThrow(refused("bad-json", "and 80 more"));
});

it("takes events of the window and the day ahead, and no others", () => {
	const at = (time: number) => () => parse(SINGLE, { ...event, time: new Date(time).toISOString() });
	const day = 86_400_000;
	expect([at(NOW - 30 * day)()[0]?.time, at(NOW + day)()[0]?.time]).toEqual([NOW - 30 * day, NOW + day]);
	for (const time of [NOW - 30 * day - 1, NOW + day + 1]) expect(at(time)).toThrow(refused("bad-json", "events[0].time"));
});

it("takes an event of 100,000 bytes and none of one more, and 500 events and none more", () => {
	const sized = (bytes: number) => {
		const text = JSON.stringify({ ...event, time: new Date(NOW).toISOString(), data: "" });
		return text.replace('"data":""', `"data":"${"x".repeat(bytes - text.length)}"`);
	};
	expect(parse(SINGLE, sized(100_000))).toHaveLength(1);
	expect(() => parse(SINGLE, sized(100_001))).toThrow(refused("bad-json", "100001 bytes"));
	expect(parse(BATCH, Array(500).fill(event))).toHaveLength(500);
	expect(() => parse(BATCH, Array(501).fill(event))).toThrow(refused("too-large", "500"));
});

it("refuses what is no event by what is wrong with it", () => {
	expect(() => parse("text/plain", "{}")).toThrow(refused("unsupported-media-type", "text/plain"));
	expect(() => parse(null, "{}")).toThrow(refused("unsupported-media-type", "content-type"));
	for (const body of ["", "{", "\uFEFF{}", "7", "null", '"text"'])
		expect(() => parse("application/json", body)).toThrow(refused("bad-json", "body"));
	for (const body of ["{}", "7", "[]"]) expect(() => parse(BATCH, body)).toThrow(refused("bad-json", "body"));
	for (const body of ["[]", "7", "null"]) expect(() => parse(SINGLE, body)).toThrow(refused("bad-json", "events[0]"));
});

it("either accepts a body or refuses it with a problem, whatever it is", () => {
	const isProblem = (error: unknown) => error instanceof Error && error.name === "ProblemError";
	fc.assert(
		fc.property(fc.constantFrom(SINGLE, BATCH, "application/json"), fc.oneof(fc.json(), fc.string()), (type, body) => {
			try {
				for (const { event } of parse(type, body)) JSON.parse(event);
			} catch (error) {
				expect(error).toSatisfy(isProblem);
			}
		}),
	);
});

it("reads the key that asks for order in every mode, and refuses one that CloudEvents doesn't allow", () => {
	const keys = (type: string, body: unknown, headers: Record<string, string> = {}) =>
		parse(type, body, headers).map(({ partitionKey }) => partitionKey);
	expect(
		keys(BATCH, [
			{ ...event, partitionkey: "order 7" },
			{ ...event, id: "2" },
		]),
	).toEqual(["order 7", null]);
	const binary = { "ce-specversion": "1.0", "ce-id": "b", "ce-source": "/s", "ce-type": "t" };
	expect(keys("application/json", "1", { ...binary, "ce-partitionkey": "caf%C3%A9" })).toEqual(["café"]);
	expect(keys("application/json", [{}, {}], { "ce-partitionkey": "k" })).toEqual(["k", "k"]);
	for (const partitionkey of [7, "", "x".repeat(257)])
		expect(() => parse(SINGLE, { ...event, partitionkey })).toThrow(refused("bad-json", "partitionkey"));
});
