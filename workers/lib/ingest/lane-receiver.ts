import { toMessage } from "../d1/fault.ts";
import { parseEventPack } from "../events/event-pack.ts";
import type { LaneMessage } from "../ordered-lane/lane-store.ts";
import type { LaneReceiver } from "../ordered-lane/make-ordered-lane.ts";
import { chunkMessages } from "../queue-batch/chunk-messages.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import { type QueuedEvent, toGroup } from "./group-events.ts";
import { type WriteOptions, writeToApps } from "./ingest-batch.ts";
import { type DeadEvent, type SendDeadOptions, toLetter } from "./send-dead.ts";

export interface LaneReceiverOptions extends SendDeadOptions, WriteOptions {}

const UNREADABLE = "the message is none of ours";

/** Stores the packs of a lane, event by event in order: an event that the table refuses becomes a letter, and the others go on. */
export function makeLaneReceiver(options: LaneReceiverOptions): LaneReceiver {
	return {
		async deliver(message) {
			try {
				await storePack(options, message);
				return null;
			} catch (error) {
				return toMessage(error);
			}
		},
		async bury(message, reason) {
			const { events, dead } = open(message, reason);
			await sendLetters(options, events.length > 0 ? events.map((event) => ({ message: event.message, event, reason })) : [dead]);
		},
	};
}

/** The events of a pack, as those of a queue's message are, and the letter of one that can't be read. */
function open({ id, body, attempts }: LaneMessage, reason: string) {
	const events = parseEventPack(body) ?? [];
	// A letter that is sent twice has one name: of its time only what stays the same may be part of it.
	const timestamp = new Date(events[0]?.time ?? 0);
	const message: QueueMessage = { id, body, attempts: attempts + 1, timestamp, ack: () => {}, retry: () => {} };
	const dead: DeadEvent = { message, event: null, reason };
	return { events: events.map((event, index): QueuedEvent => ({ message, event, index, count: events.length })), dead };
}

/** Throws where an event may yet be stored: then nothing after it may be. */
async function storePack(options: LaneReceiverOptions, message: LaneMessage): Promise<void> {
	const { events, dead } = open(message, UNREADABLE);
	const refused: DeadEvent[] = events.length === 0 ? [dead] : [];
	for (const run of toRuns(events)) {
		const failures = await writeToApps(options, toGroup(run));
		const waiting = failures.find(({ isFinal }) => !isFinal);
		if (waiting) throw new Error(waiting.reason);
		refused.push(...failures);
	}
	await sendLetters(options, refused);
}

/** Events that follow one another and lie in one table: a statement for each run, and none before the run ahead of it is stored. */
function toRuns(events: readonly QueuedEvent[]): QueuedEvent[][] {
	const runs: QueuedEvent[][] = [];
	for (const event of events) {
		const last = runs.at(-1);
		if (last?.[0] && isBeside(last[0], event)) last.push(event);
		else runs.push([event]);
	}
	return runs;
}

const isBeside = ({ event: one }: QueuedEvent, { event: other }: QueuedEvent) =>
	one.shard === other.shard && one.partition === other.partition && one.location === other.location && one.epoch === other.epoch;

async function sendLetters({ queue, dead }: LaneReceiverOptions, events: readonly DeadEvent[]): Promise<void> {
	const texts = events.map((event) => toLetter(queue, event));
	for (const chunk of chunkMessages(texts, (text) => text)) {
		if (!dead) throw new Error(`no dead-letter queue is bound for ${queue}`);
		await dead.sendBatch(chunk.map((text) => ({ body: text, contentType: "text" })));
	}
}
