import fc from "fast-check";
import { expect, it } from "vitest";
import { parseLetterText, toLetterText } from "../../../../workers/lib/dead-letters/dead-letter-text.ts";
import { parseMessageText, toMessageText } from "../../../../workers/lib/events/event-message.ts";
import { MAX_EVENT_BYTES } from "../../../../workers/lib/events/parse-events.ts";
import { makeRow } from "./sample-events.ts";

const place = { shard: "pool-weur-0", partition: "events_2026_11", location: "weur" };
const message = { ...makeRow("a"), ...place };

it("carries an event through the queue and the dead-letter queue unchanged", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme" }), fc.string(), (event, reason) => {
			const text = toMessageText({ ...message, event });
			expect(parseMessageText(text)).toEqual({ ...message, event });
			const cause = { reason, queue: "q", attempts: 3 };
			expect(parseLetterText(toLetterText(cause, text))).toEqual({ cause, message: text });
		}),
	);
});

it("fits the largest event with the longest names and reason into a message of 128 KB", () => {
	const event = '"'.repeat(MAX_EVENT_BYTES);
	const longest = { ...place, tenant: "t".repeat(32), id: "\\".repeat(128), type: "語".repeat(256), time: 1e13, event };
	const letter = toLetterText({ reason: "\u0001".repeat(5000), queue: "q".repeat(63), attempts: 100 }, toMessageText(longest));
	expect(new TextEncoder().encode(letter).byteLength).toBeLessThan(128_000 - 100);
});

it("takes nothing for a message or a letter that isn't ours", () => {
	for (const body of [undefined, 7, {}, "", "\n", "{}\n{}", "text", `${JSON.stringify({ ...place, more: 1 })}\n{}`]) {
		expect(parseMessageText(body)).toBeNull();
		expect(parseLetterText(body)).toBeNull();
	}
	expect(parseLetterText(toMessageText(message))).toBeNull();
});
