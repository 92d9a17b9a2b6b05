import type { Queue } from "@cloudflare/workers-types";
import { toLetterText } from "../dead-letters/dead-letter-text.ts";
import { chunkMessages } from "../queue-batch/chunk-messages.ts";
import { type QueueMessage, toBodyText } from "../queue-batch/queue-message.ts";

export type DeadQueue = Pick<Queue, "sendBatch">;

export interface DeadMessage {
	readonly message: QueueMessage;
	readonly reason: string;
}

export interface SendDeadOptions {
	readonly queue: string;
	readonly dead: DeadQueue | null;
	readonly onError: (what: string, error: unknown) => void;
}

/**
 * Moves messages to the dead-letter queue with their reasons, which the platform's own move would lose. Where that fails
 * they are retried: those out of attempts the platform then moves itself.
 */
export async function sendDead({ queue, dead, onError }: SendDeadOptions, messages: readonly DeadMessage[]): Promise<void> {
	const letters = messages.map(({ message, reason }) =>
		toLetterText({ reason, queue, attempts: message.attempts }, toBodyText(message.body)),
	);
	let sent = 0;
	for (const chunk of chunkMessages(letters)) {
		const members = messages.slice(sent, sent + chunk.length);
		sent += chunk.length;
		try {
			if (!dead) throw new Error(`no dead-letter queue is bound for ${queue}`);
			await dead.sendBatch(chunk.map((body) => ({ body, contentType: "text" })));
			for (const { message } of members) message.ack();
		} catch (error) {
			onError(`send ${chunk.length} dead letters of ${queue}`, error);
			for (const { message } of members) message.retry();
		}
	}
}
