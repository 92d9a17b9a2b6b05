import { expect, it } from "vitest";
import { parseLetterText } from "../../../../workers/lib/dead-letters/dead-letter-text.ts";
import { packEvents } from "../../../../workers/lib/events/event-pack.ts";
import { splitBells } from "../../../../workers/lib/ingest/answer-bells.ts";
import { makeLaneReceiver } from "../../../../workers/lib/ingest/lane-receiver.ts";
import { toBellText } from "../../../../workers/lib/ordered-lane/lane-bell.ts";
import type { EventGroup, EventOutcome } from "../../../../workers/lib/rpc.ts";
import { makeRow } from "../events/sample-events.ts";

const place = { shard: "pool-weur-0", partition: "events_2026_11", location: "weur" };
const toPack = (events: readonly (readonly [id: string, shard?: string])[]) =>
	packEvents(events.map(([id, shard = place.shard]) => ({ ...makeRow(id), ...place, shard })))[0]?.text ?? "";
const toMessage = (body: string, attempts = 0) => ({ id: "m1", body, attempts });

function start(write: (group: EventGroup) => EventOutcome, isDeadQueueDown = false) {
	const written: string[] = [];
	const letters: unknown[] = [];
	const receiver = makeLaneReceiver({
		queue: "events-0",
		dead: {
			sendBatch: async (batch) => {
				if (isDeadQueueDown) throw new Error("the dead-letter queue is down");
				for (const { body } of batch) letters.push(parseLetterText(body)?.cause);
				return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
			},
		},
		findApp: ({ location }) => ({
			writeEvents: async (groups) =>
				groups.map((group) => {
					const outcome = write(group);
					written.push(`${location} ${group.shard} ${group.rows.map(({ id }) => id).join("")}`);
					return outcome;
				}),
		}),
		onError: () => {},
	});
	return { receiver, written, letters };
}

const stored: EventOutcome = { refused: [], later: [] };

it("stores a pack in order, a statement for the events that follow one another in one table", async () => {
	const { receiver, written } = start(() => stored);
	const events = [["a"], ["b"], ["c", "pool-weur-1"], ["d"]] as const;
	expect(await receiver.deliver(toMessage(toPack(events)))).toBeNull();
	expect(written).toEqual(["weur pool-weur-0 ab", "weur pool-weur-1 c", "weur pool-weur-0 d"]);
});

it("buries a refused event alone, under one name however often", async () => {
	const { receiver, letters } = start(({ rows }) => ({ ...stored, refused: rows[0]?.id === "a" ? [{ index: 1, reason: "a rule" }] : [] }));
	const body = toPack([["a"], ["b"], ["c", "pool-weur-1"]]);
	expect([await receiver.deliver(toMessage(body)), await receiver.deliver(toMessage(body))]).toEqual([null, null]);
	expect(letters[0]).toMatchObject({ reason: "a rule", queue: "events-0", source: { id: "m1.1" } });
	expect(letters[1]).toEqual(letters[0]);
});

it("stores nothing behind an event that may yet be stored, and nothing of the pack counts as arrived", async () => {
	const { receiver, written, letters } = start(({ rows }) => ({
		...stored,
		later: rows[0]?.id === "b" ? [{ index: 0, reason: "moving" }] : [],
	}));
	expect(await receiver.deliver(toMessage(toPack([["a"], ["b", "pool-weur-1"], ["c"]])))).toBe("moving");
	expect([written.at(-1), letters]).toEqual(["weur pool-weur-1 b", []]);
});

it("buries a whole pack with a letter for each event, and says so where it can't", async () => {
	const body = toPack([["a"], ["b"]]);
	const { receiver, letters } = start(() => stored);
	await receiver.bury(toMessage(body, 6), "D1 is down");
	expect(letters).toMatchObject([{ reason: "D1 is down", source: { id: "m1.0" } }, { source: { id: "m1.1" } }]);
	expect(await receiver.deliver(toMessage("hello"))).toBeNull();
	expect(letters.at(-1)).toMatchObject({ reason: "the message is none of ours" });
	await expect(start(() => stored, true).receiver.bury(toMessage(body), "")).rejects.toThrow("down");
});

it("knows a bell from events", () => {
	const ref = { tenant: "demo", location: "weur", key: "order\n7" };
	const message = (body: unknown) => ({ id: "", timestamp: new Date(0), attempts: 1, body, ack: () => {}, retry: () => {} });
	const batch = [toBellText(ref), toPack([["a"]]), "hello", 7].map(message);
	const { bells, events } = splitBells(batch);
	expect([bells.map((bell) => bell.ref), events]).toEqual([[ref], batch.slice(1)]);
});

it("follows a tenant to where it has moved", async () => {
	const moved = { shard: "pool-enam-0", location: "enam", epoch: 2 };
	const { receiver, written } = start(({ rows, location }) =>
		location === "enam" ? stored : { ...stored, elsewhere: rows.map((_, index) => ({ index, ...moved })) },
	);
	expect(await receiver.deliver(toMessage(toPack([["a"], ["b"]])))).toBeNull();
	expect(written).toEqual(["weur pool-weur-0 ab", "enam pool-enam-0 ab"]);
});
