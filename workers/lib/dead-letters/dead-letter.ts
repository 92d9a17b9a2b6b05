import * as z from "zod";
import { parseMessageText } from "../events/event-message.ts";
import { toSourceQueue } from "../queue-batch/lane.ts";
import { type QueueMessage, toBodyText } from "../queue-batch/queue-message.ts";
import type { DeadLetter } from "../rpc.ts";
import { parseLetterText } from "./dead-letter-text.ts";

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

/** The letter in a message of a dead-letter queue: the same at each delivery, so that storing it twice is storing it once. */
export function toDeadLetter(message: QueueMessage, deadLetterQueue: string): DeadLetter {
	const letter = parseLetterText(message.body);
	const cause = letter?.cause ?? { queue: toSourceQueue(deadLetterQueue), reason: MOVED_BY_PLATFORM, attempts: 0 };
	const text = letter?.message ?? toBodyText(message.body);
	const id = toLetterId(cause.queue, message.timestamp, message.id);
	return { ...cause, id, at: message.timestamp.toISOString(), message: parseMessageText(text) ?? text };
}

/** Larger than any time in milliseconds, of as many digits: what is newer sorts first, as R2 lists by name only. */
const END = 9_999_999_999_999;

function toLetterId(queue: string, at: Date, messageId: string): string {
	const inverted = String(END - at.getTime()).padStart(13, "0");
	return `${queue}~${inverted}~${at.toISOString().replaceAll(":", "-")}~${messageId}`;
}

/** In R2 a letter lies in its queue's folder. */
export const toObjectKey = (id: string) => `${id.replace("~", "/")}.json`;
