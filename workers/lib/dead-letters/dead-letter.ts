import * as z from "zod";
import { parseEventPack } from "../events/event-pack.ts";
import { toSourceQueue } from "../queue-batch/lane.ts";
import { type QueueMessage, toBodyText } from "../queue-batch/queue-message.ts";
import type { DeadLetter } from "../rpc.ts";
import { parseLetterText } from "./dead-letter-text.ts";
import { toKeyPrefix } from "./letter-key.ts";

const schema = z.strictObject({
	id: z.string(),
	queue: z.string(),
	reason: z.string(),
	attempts: z.int(),
	at: z.string(),
	message: z.unknown(),
});

/** A stored letter; null for an object that is none. */
export function parseDeadLetter(text: string): DeadLetter | null {
	try {
		const { message, ...letter } = schema.parse(JSON.parse(text));
		return { ...letter, message };
	} catch {
		return null;
	}
}

/** What the platform moves by itself comes with no reason but its own rule. */
const MOVED_BY_PLATFORM = "retries exhausted";

/**
 * The letters in a message of a dead-letter queue, one for each event: the same at each delivery, and where a consumer sent
 * them twice, so that storing them twice is storing them once.
 */
export function toDeadLetters(message: QueueMessage, deadLetterQueue: string): DeadLetter[] {
	const letter = parseLetterText(message.body);
	const { source, ...cause } = letter?.cause ?? { queue: toSourceQueue(deadLetterQueue), reason: MOVED_BY_PLATFORM, attempts: 0 };
	const { id, at } = source ?? { id: message.id, at: message.timestamp.getTime() };
	const text = letter?.message ?? toBodyText(message.body);
	const messages = parseEventPack(text) ?? [text];
	return messages.map((one, index) => ({
		...cause,
		id: toLetterId(cause.queue, new Date(at), messages.length > 1 ? `${id}.${index}` : id),
		at: message.timestamp.toISOString(),
		message: one,
	}));
}

function toLetterId(queue: string, at: Date, messageId: string): string {
	return `${queue}~${toKeyPrefix(at.getTime())}~${at.toISOString().replaceAll(":", "-")}~${messageId}`;
}

/** In R2 a letter lies in its queue's folder. */
export const toObjectKey = (id: string) => `${id.replace("~", "/")}.json`;
