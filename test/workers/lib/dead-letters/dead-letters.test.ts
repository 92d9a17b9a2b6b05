import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { countDeadLetters } from "../../../../workers/lib/dead-letters/count-dead-letters.ts";
import { toLetterText } from "../../../../workers/lib/dead-letters/dead-letter-text.ts";
import { listDeadLetters } from "../../../../workers/lib/dead-letters/list-dead-letters.ts";
import { replayDeadLetter } from "../../../../workers/lib/dead-letters/replay-dead-letter.ts";
import { storeDeadLetters } from "../../../../workers/lib/dead-letters/store-dead-letters.ts";
import { toMessageText } from "../../../../workers/lib/events/event-message.ts";
import { packEvents } from "../../../../workers/lib/events/event-pack.ts";
import { makeRow } from "../events/sample-events.ts";

const bucket = env.BUCKET;
const SOURCE = "stagecraft-test-events-0";
const QUEUE = "stagecraft-test-events-dlq-0";
const text = toMessageText({ ...makeRow("a"), shard: "pool-weur-0", partition: "events_2026_11", location: "weur" });

beforeEach(async () => {
	const { objects } = await bucket.list();
	await bucket.delete(objects.map(({ key }) => key));
});

async function store(body: unknown, at = 1000, id = "m", to: Pick<R2Bucket, "put"> = bucket, queue = QUEUE, attempts = 1) {
	const settled: string[] = [];
	const message = {
		id,
		timestamp: new Date(at),
		body,
		attempts,
		ack: () => void settled.push("ack"),
		retry: (options?: { delaySeconds?: number }) => void settled.push(`retry ${options?.delaySeconds}`),
	};
	await storeDeadLetters({ queue, messages: [message], bucket: to, onError: () => undefined, random: () => 1 });
	return settled;
}

const list = (queue: string | null = null, cursor: string | null = null) => listDeadLetters(bucket, { queue, cursor });

it("keeps a letter with its reason, once however often it is delivered", async () => {
	const letter = toLetterText({ reason: "poison", queue: SOURCE, attempts: 4 }, text);
	expect([...(await store(letter)), ...(await store(letter))]).toEqual(["ack", "ack"]);
	const { deadLetters } = await list();
	expect(deadLetters).toMatchObject([
		{ queue: SOURCE, reason: "poison", attempts: 4, at: "1970-01-01T00:00:01.000Z", message: { id: "a", tenant: "demo" } },
	]);
});

it("keeps what the platform moved by itself, and what nobody can read", async () => {
	await store(text, 2000);
	await store({ any: [1] }, 1000);
	expect((await list()).deadLetters).toMatchObject([
		{ queue: SOURCE, reason: "retries exhausted", message: { id: "a" } },
		{ queue: SOURCE, reason: "retries exhausted", message: '{"any":[1]}' },
	]);
});

it("retries a message that the bucket didn't take: in a moment at first, in the end each hour", async () => {
	const down = { put: () => Promise.reject(new Error("R2 is down")) };
	expect(await store(text, 1, "m", down)).toEqual(["retry 2"]);
	expect(await store(text, 1, "m", down, QUEUE, 20)).toEqual(["retry 3600"]);
});

it("lists a queue's letters newest first, page by page", async () => {
	for (let i = 0; i < 120; i++) await store(text, 1_700_000_000_000 + i * 1000, `m${i}`);
	await store(text, 1, "other", bucket, "stagecraft-test-events-dlq-1");
	const seen: string[] = [];
	for (let cursor: string | null = null, pages = 0; pages < 10; pages++) {
		const page: Awaited<ReturnType<typeof list>> = await list(SOURCE, cursor);
		expect(page.deadLetters.length).toBeLessThanOrEqual(50);
		seen.push(...page.deadLetters.map(({ at }) => at));
		if (page.cursor === undefined) break;
		cursor = page.cursor;
	}
	expect(seen).toHaveLength(120);
	expect(seen).toEqual(seen.toSorted().toReversed());
	expect((await list("stagecraft-test-events-1")).deadLetters).toHaveLength(1);
	expect((await list("no-such-queue")).deadLetters).toEqual([]);
});

it("knows no cursor but its own", async () => {
	for (const cursor of ["x", "", btoa('["events",1,"a"]')])
		await expect(list(null, cursor)).rejects.toThrow(expect.objectContaining({ type: "bad-cursor" }));
});

it("sends a letter's message to its queue as it was and forgets the letter", async () => {
	const sent: unknown[] = [];
	const queue: Pick<Queue, "send"> = {
		send: async (body) => {
			sent.push(body);
			return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
		},
	};
	const replay = (id: string) => replayDeadLetter({ bucket, findQueue: (name) => (name === SOURCE ? queue : null) }, id);
	await store(toLetterText({ reason: "poison", queue: SOURCE, attempts: 4 }, text));
	const [letter] = (await list()).deadLetters;
	expect(await replay(letter?.id ?? "")).toBe(true);
	expect([sent, (await list()).deadLetters]).toEqual([[text], []]);
	expect([await replay(letter?.id ?? ""), await replay("no such letter"), await replay("../~")]).toEqual([false, false, false]);
});

it("keeps one letter for an event whose letter was sent twice", async () => {
	const letter = toLetterText({ reason: "poison", queue: SOURCE, attempts: 1, source: { id: "m.3", at: 5 } }, text);
	await store(letter, 1000, "first");
	await store(letter, 2000, "second");
	expect((await list()).deadLetters).toHaveLength(1);
});

it("keeps a letter for each event of a pack that the platform moved whole", async () => {
	const [pack] = packEvents(
		["a", "b"].map((id) => ({ ...makeRow(id), shard: "pool-weur-0", partition: "events_2026_11", location: "weur" })),
	);
	for (let i = 0; i < 2; i++) await store(pack?.text, 1000);
	expect((await list()).deadLetters.map(({ message }) => message)).toMatchObject([{ id: "a" }, { id: "b" }]);
});

it("counts the letters of each queue, however many pages they fill", async () => {
	for (const [index, queue] of ["a-0", "a-0", "b-1"].entries()) await bucket.put(`${queue}/${index}.json`, "{}");
	const paged = { list: ({ cursor }: R2ListOptions = {}) => bucket.list({ limit: 1, ...(cursor === undefined ? {} : { cursor }) }) };
	const queues = [
		{ queue: "a-0", letters: 2 },
		{ queue: "b-1", letters: 1 },
	];
	expect(await countDeadLetters(paged)).toEqual({ queues, isComplete: true });
	const endless = { list: async () => ({ objects: [], truncated: true as const, cursor: "on", delimitedPrefixes: [] }) };
	expect(await countDeadLetters(endless)).toEqual({ queues: [], isComplete: false });
});
