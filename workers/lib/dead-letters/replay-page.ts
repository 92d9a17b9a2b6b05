import type { Queue, R2Bucket } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { chunkMessages } from "../queue-batch/chunk-messages.ts";
import type { ReplayedPage, ReplayRange } from "../rpc.ts";
import { parseDeadLetter } from "./dead-letter.ts";
import { parseLetterTime, toKeyPrefix } from "./letter-key.ts";
import { toMessageBody } from "./replay-dead-letter.ts";

export interface ReplayPageOptions {
	readonly bucket: Pick<R2Bucket, "get" | "list" | "delete">;
	/** The queue of a name; null where it isn't bound. */
	readonly findQueue: (queue: string) => Pick<Queue, "sendBatch"> | null;
}

/** Each letter of a page is an object to be read: 128 KB at most. */
const PAGE = 50;

/**
 * Sends the range's next letters to their queue and forgets them. A stop in between leaves them, and they are sent once more: an event has the
 * same id, and is stored once. A letter that dies again is newer than those that follow, and out of the range: none is met twice.
 */
export async function replayPage(
	{ bucket, findQueue }: ReplayPageOptions,
	range: ReplayRange,
	after: string | null,
): Promise<ReplayedPage> {
	const queue = findQueue(range.queue);
	if (!queue) throw new Error(`no queue is bound for ${range.queue}`);
	const prefix = `${range.queue}/`;
	const startAfter = after ?? `${prefix}${toKeyPrefix(range.to)}\x7f`;
	const { objects, truncated } = await bucket.list({ prefix, limit: PAGE, startAfter });
	const keys = objects.map(({ key }) => key).filter((key) => (parseLetterTime(key) ?? 0) >= range.from);
	const letters = await mapBounded(keys, async (key) => {
		const object = await bucket.get(key);
		const letter = object && parseDeadLetter(await object.text());
		return letter ? [{ key, text: toMessageBody(letter.message) }] : [];
	});
	const found = letters.flat();
	for (const batch of chunkMessages(found, ({ text }) => text)) {
		await queue.sendBatch(batch.map(({ text }) => ({ body: text, contentType: "text" })));
		await bucket.delete(batch.map(({ key }) => key));
	}
	const isEnd = !truncated || keys.length < objects.length;
	return { replayed: found.length, next: isEnd ? null : (objects.at(-1)?.key ?? null) };
}
