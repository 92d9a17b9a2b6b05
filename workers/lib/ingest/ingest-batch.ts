import { mapBounded } from "../concurrency/map-bounded.ts";
import { toMessage } from "../d1/fault.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import { toRetryDelay } from "../queue-batch/retry-delay.ts";
import type { TenantData } from "../rpc.ts";
import { groupEvents, type MessageGroup } from "./group-events.ts";
import { type DeadMessage, type DeadQueue, sendDead } from "./send-dead.ts";

export interface IngestOptions {
	/** The queue's name. */
	readonly queue: string;
	readonly messages: readonly QueueMessage[];
	/** The `app` that binds a location's databases. */
	readonly findApp: (location: string) => Pick<TenantData, "writeEvents"> | null;
	readonly dead: DeadQueue | null;
	readonly maxAttempts: number;
	readonly retryDelaySeconds: number;
	readonly random: () => number;
	readonly onError: (what: string, error: unknown) => void;
}

/** A message that isn't stored and why; `isFinal` says that it never will be. */
interface Failure {
	readonly message: QueueMessage;
	readonly reason: string;
	readonly isFinal: boolean;
}

/** Stores a batch of events and settles each message by itself: acknowledged, to be delivered again, or dead with its reason. */
export async function ingestBatch(options: IngestOptions): Promise<void> {
	const { groups, unreadable } = groupEvents(options.messages);
	const failures = (await mapBounded(groups, (group) => writeGroup(options, group))).flat();
	for (const message of unreadable) failures.push({ message, reason: "the message is none of ours", isFinal: true });
	await settle(options, failures);
}

async function writeGroup({ findApp, onError }: IngestOptions, { group, messages }: MessageGroup): Promise<Failure[]> {
	try {
		const app = findApp(group.location);
		if (!app) throw new Error(`no app serves location ${group.location}`);
		const { refused, later } = await app.writeEvents(group);
		return [...refused.map((row) => ({ ...row, isFinal: true })), ...later.map((row) => ({ ...row, isFinal: false }))].flatMap(
			({ index, reason, isFinal }) => {
				const message = messages[index];
				return message ? [{ message, reason, isFinal }] : [];
			},
		);
	} catch (error) {
		onError(`write ${messages.length} events to ${group.shard} ${group.partition}`, error);
		return messages.map((message) => ({ message, reason: toMessage(error), isFinal: false }));
	}
}

async function settle(options: IngestOptions, failures: readonly Failure[]): Promise<void> {
	const failed = new Set(failures.map(({ message }) => message));
	for (const message of options.messages) if (!failed.has(message)) message.ack();
	const dead: DeadMessage[] = [];
	for (const { message, reason, isFinal } of failures) {
		if (isFinal || message.attempts >= options.maxAttempts) dead.push({ message, reason });
		else message.retry({ delaySeconds: toRetryDelay(message.attempts, options.retryDelaySeconds, options.random) });
	}
	await sendDead(options, dead);
}
