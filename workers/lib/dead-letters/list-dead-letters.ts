import type { R2Bucket } from "@cloudflare/workers-types";
import * as z from "zod";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { parseCursor, toCursor } from "../cursor/cursor.ts";
import type { DeadLetterPage } from "../rpc.ts";
import { parseDeadLetter } from "./dead-letter.ts";

/** Each letter of a page is an object to be read: 128 KB at most. */
const PAGE = 50;

/** A cursor in a list of letters: `["letters", key]`, the last object's key. */
const lettersCursor = z.tuple([z.literal("letters"), z.string().min(1).max(400)]);

export interface DeadLettersQuery {
	/** The queue that the messages came from; null for every one, queue by queue. */
	readonly queue: string | null;
	readonly cursor: string | null;
}

/** Letters of a queue, newest first. @throws ProblemError `bad-cursor` for a cursor that no page gave. */
export async function listDeadLetters(
	bucket: Pick<R2Bucket, "get" | "list">,
	{ queue, cursor }: DeadLettersQuery,
): Promise<DeadLetterPage> {
	const startAfter = cursor === null ? {} : { startAfter: parseCursor(lettersCursor, cursor)[1] };
	const prefix = queue === null ? {} : { prefix: `${queue}/` };
	const { objects, truncated } = await bucket.list({ limit: PAGE, ...prefix, ...startAfter });
	const letters = await mapBounded(objects, async ({ key }) => {
		const object = await bucket.get(key);
		return object ? parseDeadLetter(await object.text()) : null;
	});
	const last = objects.at(-1);
	const next = truncated && last ? { cursor: toCursor(["letters", last.key]) } : {};
	return { deadLetters: letters.filter((letter) => letter !== null), ...next };
}
