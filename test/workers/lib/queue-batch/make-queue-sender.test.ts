import { expect, it } from "vitest";
import { makeQueueSender } from "../../../../workers/lib/queue-batch/make-queue-sender.ts";

const SENT = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };

/** Lanes that remember their batches; those named in `down` refuse. */
function makeLanes(count: number, down: readonly number[] = []) {
	const batches: { readonly lane: number; readonly texts: readonly unknown[] }[] = [];
	const toLane = (lane: number): Pick<Queue, "sendBatch"> => ({
		sendBatch: async (messages) => {
			if (down.includes(lane)) throw new Error("Queue send failed: Too Many Requests");
			batches.push({ lane, texts: [...messages].map(({ body }) => body) });
			return SENT;
		},
	});
	return { batches, lanes: new Map(Array.from({ length: count }, (_, lane) => [String(lane), toLane(lane)])) };
}

const messages = Array.from({ length: 250 }, (_, i) => ({ key: `k${i}`, text: `t${i}` }));

it("sends every message once, over all lanes, in as few batches as a queue takes", async () => {
	const { batches, lanes } = makeLanes(2);
	await makeQueueSender({ lanes }).send(messages);
	expect(batches.flatMap(({ texts }) => texts).toSorted()).toEqual(messages.map(({ text }) => text).toSorted());
	expect(new Set(batches.map(({ lane }) => lane)).size).toBe(2);
	expect(batches.length).toBeLessThanOrEqual(4);
});

it("keeps a key on its lane, so that what is sent again meets what was sent before", async () => {
	const { batches, lanes } = makeLanes(4);
	for (let i = 0; i < 3; i++) await makeQueueSender({ lanes }).send(messages.slice(0, 1));
	expect(new Set(batches.map(({ lane }) => lane)).size).toBe(1);
});

it("rejects when a lane refuses its part, and takes all when it is sent again", async () => {
	const broken = makeLanes(2, [1]);
	await expect(makeQueueSender(broken).send(messages)).rejects.toThrow("Too Many Requests");
	const whole = makeLanes(2);
	await makeQueueSender(whole).send(messages);
	expect(whole.batches.flatMap(({ texts }) => texts)).toHaveLength(250);
});
