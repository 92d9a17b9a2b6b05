import fc from "fast-check";
import { expect, it } from "vitest";
import { type EventMessage, toMessageText } from "../../../../workers/lib/events/event-message.ts";
import { packEvents, parseEventPack } from "../../../../workers/lib/events/event-pack.ts";
import { MAX_EVENT_BYTES } from "../../../../workers/lib/events/parse-events.ts";
import { makeRow } from "./sample-events.ts";

const place = { shard: "pool-weur-0", partition: "events_2026_11", location: "weur" };
const bytesOf = (text: string) => new TextEncoder().encode(text).byteLength;
const makeMessages = (count: number, event: (index: number) => string): EventMessage[] =>
	Array.from({ length: count }, (_, index) => ({ ...makeRow(`e${index}`), ...place, event: event(index) }));

it("carries any events through packs of one billed unit each, in order and byte for byte", () => {
	const event = fc.record({
		id: fc.stringMatching(/^[\x21-\x7e]{1,128}$/),
		type: fc.string({ minLength: 1, unit: "grapheme" }),
		time: fc.integer({ min: 0, max: 1e13 }),
		shard: fc.constantFrom("pool-weur-0", "tenant-a-1"),
		partition: fc.constantFrom("events_2026_11", "events_2026_12"),
		event: fc
			.tuple(fc.string({ unit: "grapheme" }), fc.nat(40_000))
			.map(([text, length]) => `{"d":${JSON.stringify(text)}}\n${"é".repeat(length)}`),
	});
	fc.assert(
		fc.property(fc.array(event, { maxLength: 60 }), (events) => {
			const messages = events.map((one) => ({ tenant: "demo", location: "weur", ...one }));
			const packs = packEvents(messages);
			expect(packs.flatMap(({ text }) => parseEventPack(text))).toEqual(messages);
			for (const { text, events } of packs) if (events.length > 1) expect(bytesOf(text)).toBeLessThanOrEqual(64_000 - 100);
		}),
		{ numRuns: 30 },
	);
});

it("puts fifty events of a request into one message", () => {
	expect(packEvents(makeMessages(50, (index) => JSON.stringify({ index, data: "x".repeat(300) })))).toHaveLength(1);
});

it("fills its messages: no two neighbours would have fitted into one", () => {
	const packs = packEvents(makeMessages(500, () => "x".repeat(1000)));
	expect(
		packs
			.map(({ text }) => bytesOf(text))
			.slice(0, -1)
			.every((bytes) => bytes > 62_500),
	).toBe(true);
});

it("lets an event that outgrows the unit go alone, within a message", () => {
	const packs = packEvents(makeMessages(3, (index) => (index === 1 ? "x".repeat(MAX_EVENT_BYTES) : "{}")));
	expect(packs.map(({ events }) => events.length)).toEqual([1, 1, 1]);
	for (const { text } of packs) expect(bytesOf(text)).toBeLessThan(128_000 - 100);
});

it("reads the messages of single events that wait in a queue since before there were packs", () => {
	const [message] = makeMessages(1, () => '{"a": 1}\n');
	if (message) expect(parseEventPack(toMessageText(message))).toEqual([message]);
});

it("takes nothing for a pack that isn't one, whole", () => {
	const [pack] = packEvents(makeMessages(3, () => "{}"));
	const text = pack?.text ?? "";
	const [head = "", body] = text.split("\n");
	const wrong = [
		`${text}x`,
		text.slice(0, -1),
		`${head.replace('"pack":1', '"pack":2')}\n${body}`,
		`${head.replace('"events_2026_11"', "7")}\n${body}`,
	];
	for (const other of [...wrong, head, 7, undefined, "", "{}\n", "null\n"]) expect(parseEventPack(other)).toBeNull();
	expect(parseEventPack(text)).toHaveLength(3);
});
