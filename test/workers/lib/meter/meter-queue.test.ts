import fc from "fast-check";
import { expect, it } from "vitest";
import { makeMeter } from "../../../../workers/lib/meter/make-meter.ts";
import { toOperations } from "../../../../workers/lib/meter/meter-queue.ts";
import { makeMemoryQueue } from "./memory-bindings.ts";

it.for([
	["an empty text", "", 1],
	["63,900 bytes, which with a message's own 100 are 64 KB", "x".repeat(63_900), 1],
	["a byte more", "x".repeat(63_901), 2],
	["characters of two bytes", "é".repeat(31_951), 2],
	["an object as JSON", { text: "x" }, 1],
	["bytes", new Uint8Array(127_900), 2],
	["a buffer", new ArrayBuffer(127_901), 3],
] as const)("bills %s", ([_, body, operations]) => {
	expect(toOperations(body)).toBe(operations);
});

it("counts each message of a batch by itself, also of a batch that can be read once, and sends all of them", async () => {
	const meter = makeMeter();
	const queue = makeMemoryQueue();
	const metered = meter.queue(queue);
	await metered.send("a");
	await metered.sendBatch([{ body: "b" }, { body: "x".repeat(64_000) }].values());
	expect(queue.sent).toEqual(["a", "b", "x".repeat(64_000)]);
	expect(meter.counts().queueOperations).toBe(4);
});

it("counts three operations for a message that is sent and delivered once", async () => {
	const meter = makeMeter();
	await meter.queue(makeMemoryQueue()).send("a");
	meter.delivered([{ body: "a" }]);
	expect(meter.counts().queueOperations).toBe(3);
});

it("never bills two messages less than one with both texts", () => {
	const text = fc.string({ maxLength: 200 }).map((part) => part.repeat(500));
	fc.assert(fc.property(text, text, (a, b) => toOperations(a) + toOperations(b) >= toOperations(a + b)));
});
