import type { Queue } from "@cloudflare/workers-types";
import { toLetterText } from "../dead-letters/dead-letter-text.ts";
import { toMessageText } from "../events/event-message.ts";
import { chunkMessages } from "../queue-batch/chunk-messages.ts";
import { type QueueMessage, toBodyText } from "../queue-batch/queue-message.ts";
import type { QueuedEvent } from "./group-events.ts";

type DeadQueue = Pick<Queue, "sendBatch">;

export interface DeadEvent {
	readonly message: QueueMessage;
	/** Null where the message itself can't be read. */
	readonly event: QueuedEvent | null;
	readonly reason: string;
}

export interface SendDeadOptions {
	/** The queue's name. */
	readonly queue: string;
	readonly dead: DeadQueue | null;
	readonly onError: (what: string, error: unknown) => void;
}

/**
 * Moves events to the dead-letter queue, each alone and with its reason, which the platform's own move would lose. Messages
 * of which a letter couldn't be sent are retried: those out of attempts the platform then moves itself.
 */
export async function sendDead({ queue, dead, onError }: SendDeadOptions, events: readonly DeadEvent[]): Promise<void> {
	const letters = events.map((event) => ({ message: event.message, text: toLetter(queue, event) }));
	const unsent = new Set<QueueMessage>();
	for (const chunk of chunkMessages(letters, ({ text }) => text)) {
		try {
			if (!dead) throw new Error(`no dead-letter queue is bound for ${queue}`);
			await dead.sendBatch(chunk.map(({ text }) => ({ body: text, contentType: "text" })));
		} catch (error) {
			onError(`send ${chunk.length} dead letters of ${queue}`, error);
			for (const { message } of chunk) unsent.add(message);
		}
	}
	for (const message of new Set(events.map((event) => event.message))) {
		if (unsent.has(message)) message.retry();
		else message.ack();
	}
}

export function toLetter(queue: string, { message, event, reason }: DeadEvent): string {
	const id = event && event.count > 1 ? `${message.id}.${event.index}` : message.id;
	const cause = { reason, queue, attempts: message.attempts, source: { id, at: message.timestamp.getTime() } };
	return toLetterText(cause, event ? toMessageText(event.event) : toBodyText(message.body));
}
