import type { Queue, R2Bucket } from "@cloudflare/workers-types";
import * as z from "zod";
import { toMessageText } from "../events/event-message.ts";
import { parseDeadLetter, toObjectKey } from "./dead-letter.ts";

export interface ReplayOptions {
	readonly bucket: Pick<R2Bucket, "get" | "delete">;
	/** The queue of a name; null where it isn't bound. */
	readonly findQueue: (queue: string) => Pick<Queue, "send"> | null;
}

const eventMessage = z.strictObject({
	tenant: z.string(),
	id: z.string(),
	type: z.string(),
	time: z.int(),
	shard: z.string(),
	partition: z.string(),
	location: z.string(),
	epoch: z.int().optional(),
	event: z.string(),
});

/**
 * Sends a letter's message to the queue it came from and forgets the letter; false where there is none of that id.
 * A stop in between leaves both: its event has the same id, and is stored once.
 */
export async function replayDeadLetter({ bucket, findQueue }: ReplayOptions, id: string): Promise<boolean> {
	const key = toObjectKey(id);
	const object = await bucket.get(key);
	const letter = object && parseDeadLetter(await object.text());
	if (!letter) return false;
	const queue = findQueue(letter.queue);
	if (!queue) throw new Error(`no queue is bound for ${letter.queue}`);
	await queue.send(toMessageBody(letter.message), { contentType: "text" });
	await bucket.delete(key);
	return true;
}

/** What a queue is sent in place of the message that died. */
export function toMessageBody(message: unknown): string {
	const event = eventMessage.safeParse(message);
	return event.success ? toMessageText(event.data) : String(message);
}
