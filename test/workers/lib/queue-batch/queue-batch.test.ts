import fc from "fast-check";
import { expect, it } from "vitest";
import { chunkMessages } from "../../../../workers/lib/queue-batch/chunk-messages.ts";
import { toLane, toSourceQueue } from "../../../../workers/lib/queue-batch/lane.ts";
import { toBodyText } from "../../../../workers/lib/queue-batch/queue-message.ts";
import { toRetryDelay } from "../../../../workers/lib/queue-batch/retry-delay.ts";

const bytesOf = (texts: readonly string[]) => texts.reduce((bytes, text) => bytes + new TextEncoder().encode(text).byteLength + 100, 0);

it("cuts messages into batches that a queue takes, in order and without loss", () => {
	const text = fc.tuple(fc.constantFrom("a", "é", "語"), fc.nat(30_000)).map(([char, length]) => char.repeat(length));
	fc.assert(
		fc.property(fc.array(text, { maxLength: 250 }), (texts) => {
			const chunks = chunkMessages(texts, (text) => text);
			expect(chunks.flat()).toEqual(texts);
			for (const chunk of chunks) {
				expect(chunk.length).toBeLessThanOrEqual(100);
				expect(bytesOf(chunk)).toBeLessThanOrEqual(256_000);
			}
		}),
		{ numRuns: 20 },
	);
});

it("fills batches: one of small messages holds a hundred", () => {
	expect(
		chunkMessages(
			Array.from({ length: 250 }, () => "x"),
			(text) => text,
		).map(({ length }) => length),
	).toEqual([100, 100, 50]);
});

it("doubles the delay with each attempt, up to a day, and spreads it over its upper half", () => {
	const longest = () => 1;
	expect([1, 2, 3, 4].map((attempts) => toRetryDelay(attempts, 5, longest))).toEqual([5, 10, 20, 40]);
	expect(toRetryDelay(100, 5, longest)).toBe(86_400);
	expect(toRetryDelay(3, 5, () => 0)).toBe(10);
});

it("knows the lane and the source of a dead-letter queue by its name", () => {
	expect([toLane("stagecraft-prod-events-3"), toLane("stagecraft-prod-events-dlq-12")]).toEqual(["3", "12"]);
	expect(toSourceQueue("stagecraft-prod-events-dlq-12")).toBe("stagecraft-prod-events-12");
});

it("shows any body as text", () => {
	expect([toBodyText("a"), toBodyText({ a: 1 }), toBodyText(undefined), toBodyText(1n)]).toEqual(["a", '{"a":1}', "undefined", "1"]);
});
