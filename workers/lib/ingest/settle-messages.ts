import type { QueueMessage } from "../queue-batch/queue-message.ts";
import { toRetryDelay } from "../queue-batch/retry-delay.ts";
import { type DeadEvent, type SendDeadOptions, sendDead } from "./send-dead.ts";

export interface SettleOptions extends SendDeadOptions {
	readonly maxAttempts: number;
	readonly retryDelaySeconds: number;
	readonly random: () => number;
}

/** An event that isn't stored and why; `isFinal` says that it never will be. */
export interface Failure extends DeadEvent {
	readonly isFinal: boolean;
}

/**
 * Acknowledges the messages whose events are all stored. Where any may yet be stored the whole message comes again, since
 * those that are stored stay as they are; else each failed event alone becomes a dead letter, once for the message.
 */
export async function settleMessages(
	options: SettleOptions,
	messages: readonly QueueMessage[],
	failures: readonly Failure[],
): Promise<void> {
	const byMessage = Map.groupBy(failures, ({ message }) => message);
	const dead: Failure[] = [];
	for (const message of messages) {
		const own = byMessage.get(message) ?? [];
		const mayFollow = message.attempts < options.maxAttempts && own.some(({ isFinal }) => !isFinal);
		if (mayFollow) message.retry({ delaySeconds: toRetryDelay(message.attempts, options.retryDelaySeconds, options.random) });
		else if (own.length > 0) dead.push(...own);
		else message.ack();
	}
	await sendDead(options, dead);
}
