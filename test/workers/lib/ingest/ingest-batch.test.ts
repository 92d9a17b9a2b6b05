import { expect, it } from "vitest";
import { parseLetterText } from "../../../../workers/lib/dead-letters/dead-letter-text.ts";
import { toMessageText } from "../../../../workers/lib/events/event-message.ts";
import { packEvents } from "../../../../workers/lib/events/event-pack.ts";
import { type IngestOptions, ingestBatch } from "../../../../workers/lib/ingest/ingest-batch.ts";
import type { EventGroup, EventOutcome } from "../../../../workers/lib/rpc.ts";
import { makeRow } from "../events/sample-events.ts";

const STORED: EventOutcome = { refused: [], later: [] };
const QUEUE = "stagecraft-test-events-0";

/** A batch whose messages remember how they were settled. */
function makeBatch(bodies: readonly unknown[], attempts = 1) {
	const settled: string[] = [];
	const settle = (index: number, how: string) => {
		settled[index] = how;
	};
	const messages = bodies.map((body, index) => ({
		id: `m${index}`,
		timestamp: new Date(0),
		body,
		attempts,
		ack: () => settle(index, "ack"),
		retry: (options?: { delaySeconds?: number }) => settle(index, `retry ${options?.delaySeconds ?? ""}`.trim()),
	}));
	return { messages, settled };
}

const place = { shard: "pool-weur-0", partition: "events_2026_11", location: "weur" };
const FAR = { shard: "pool-enam-0", location: "enam" };
const toBody = (id: string, more: Partial<typeof place> = {}) => toMessageText({ ...makeRow(id), ...place, ...more });

const toPack = (ids: readonly string[], shard = place.shard) => packEvents(ids.map((id) => ({ ...makeRow(id), ...place, shard })))[0]?.text;

async function ingest(
	bodies: readonly unknown[],
	write: (group: EventGroup) => Promise<EventOutcome>,
	options: Partial<IngestOptions> & { attempts?: number } = {},
) {
	const { messages, settled } = makeBatch(bodies, options.attempts);
	const groups: EventGroup[] = [];
	const calls: number[] = [];
	const letters: unknown[] = [];
	const sources: unknown[] = [];
	const dead: IngestOptions["dead"] = {
		sendBatch: async (batch) => {
			for (const { body } of batch) {
				const { source, ...cause } = parseLetterText(body)?.cause ?? { source: undefined };
				letters.push(cause);
				sources.push(source?.id);
			}
			return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
		},
	};
	const makeApp = () => ({
		writeEvents: (own: readonly EventGroup[]) => {
			calls.push(own.length);
			groups.push(...own);
			return Promise.all(own.map(write));
		},
	});
	const apps = new Map(["weur", "enam"].map((location) => [location, makeApp()]));
	await ingestBatch({
		queue: QUEUE,
		messages,
		findApp: ({ location }) => apps.get(location) ?? null,
		dead,
		maxAttempts: 4,
		retryDelaySeconds: 10,
		random: () => 1,
		onError: () => undefined,
		...options,
	});
	return { settled, groups, calls, letters, sources };
}

it("hands all that an app binds over in one call, a group for each partition of a shard, and acknowledges what is stored", async () => {
	const far = toBody("e", FAR);
	const bodies = [toBody("a"), toBody("b", { shard: "pool-weur-1" }), toBody("c"), toBody("d", { partition: "events_2026_12" }), far];
	const { settled, groups, calls } = await ingest(bodies, async () => STORED);
	expect(calls).toEqual([3, 1]);
	expect(groups.map(({ shard, partition, rows }) => [shard, partition, ...rows.map(({ id }) => id)])).toEqual([
		["pool-weur-0", "events_2026_11", "a", "c"],
		["pool-weur-1", "events_2026_11", "b"],
		["pool-weur-0", "events_2026_12", "d"],
		["pool-enam-0", "events_2026_11", "e"],
	]);
	expect(settled).toEqual(["ack", "ack", "ack", "ack", "ack"]);
});

it("settles each message by itself: stored, dead with its reason, or later", async () => {
	const outcome = { refused: [{ index: 1, reason: "poison" }], later: [{ index: 2, reason: "moving" }] };
	const { settled, letters } = await ingest([toBody("a"), toBody("b"), toBody("c")], async () => outcome);
	expect(settled).toEqual(["ack", "ack", "retry 10"]);
	expect(letters).toEqual([{ reason: "poison", queue: QUEUE, attempts: 1 }]);
});

it("retries what was to go to an app that failed, and nothing else, later with each attempt", async () => {
	const write = async ({ shard }: EventGroup) => {
		if (shard === FAR.shard) throw new Error("overloaded");
		return STORED;
	};
	const { settled } = await ingest([toBody("a"), toBody("b", FAR)], write, { attempts: 3 });
	expect(settled).toEqual(["ack", "retry 40"]);
});

it("dead-letters a message after its last attempt, with the reason of that one", async () => {
	const { settled, letters } = await ingest([toBody("a")], () => Promise.reject(new Error("D1_ERROR: overloaded")), { attempts: 4 });
	expect([settled, letters]).toEqual([["ack"], [{ reason: "D1_ERROR: overloaded", queue: QUEUE, attempts: 4 }]]);
});

it("dead-letters at once what it can't read", async () => {
	const { settled, letters, groups } = await ingest([{ hello: 1 }, "text", toBody("a")], async () => STORED);
	expect([settled, letters.length, groups.length]).toEqual([["ack", "ack", "ack"], 2, 1]);
});

it("leaves a message to the platform's own dead-lettering when its letter can't be sent", async () => {
	const broken = { sendBatch: () => Promise.reject(new Error("queue is down")) };
	for (const dead of [broken, null]) {
		const { settled } = await ingest(["text", toBody("a")], async () => STORED, { dead, attempts: 4 });
		expect(settled).toEqual(["retry", "ack"]);
	}
});

it("follows tenants that have moved in one call more for each app, and lets those wait that are sent on again", async () => {
	const home = { shard: "pool-enam-1", location: "enam", epoch: 2 };
	const write = async ({ rows }: EventGroup) => ({ ...STORED, elsewhere: rows.map((_, index) => ({ index, ...home })) });
	const bodies = [toBody("a"), toBody("b", { shard: "pool-weur-1" }), toBody("c", { partition: "events_2026_12" })];
	const { settled, calls } = await ingest(bodies, write);
	expect([calls, settled]).toEqual([
		[3, 3],
		["retry 10", "retry 10", "retry 10"],
	]);
});

it("retries when no app serves the location", async () => {
	expect((await ingest([toBody("a")], async () => STORED, { findApp: () => null })).settled).toEqual(["retry 10"]);
});

it("opens packs, and stores their events together with those of other messages", async () => {
	const { settled, groups } = await ingest([toPack(["a", "b"]), toBody("c"), toPack(["d", "e"])], async () => STORED);
	expect(groups.map(({ rows }) => rows.map(({ id }) => id))).toEqual([["a", "b", "c", "d", "e"]]);
	expect(settled).toEqual(["ack", "ack", "ack"]);
});

it("dead-letters the poison event of a pack alone; all others are stored and the pack is acknowledged", async () => {
	const outcome = { refused: [{ index: 1, reason: "poison" }], later: [] };
	const { settled, letters, sources } = await ingest([toPack(["a", "b", "c"]), toBody("d")], async () => outcome);
	expect([settled, letters, sources]).toEqual([["ack", "ack"], [{ reason: "poison", queue: QUEUE, attempts: 1 }], ["m0.1"]]);
});

it("keeps a pack's poison event until the others are settled, so that it has one letter", async () => {
	const outcome = { refused: [{ index: 0, reason: "poison" }], later: [{ index: 1, reason: "moving" }] };
	const early = await ingest([toPack(["a", "b", "c"])], async () => outcome);
	expect([early.settled, early.letters]).toEqual([["retry 10"], []]);
	const last = await ingest([toPack(["a", "b", "c"])], async () => outcome, { attempts: 4 });
	expect([last.settled, last.letters.length, last.sources]).toEqual([["ack"], 2, ["m0.0", "m0.1"]]);
});

it("retries a pack of which a letter couldn't be sent", async () => {
	const outcome = { refused: [{ index: 0, reason: "poison" }], later: [] };
	expect((await ingest([toPack(["a", "b"]), toBody("c")], async () => outcome, { dead: null })).settled).toEqual(["retry", "ack"]);
});
