import * as z from "zod";
import { parseBase64Json } from "../cursor/cursor.ts";
import { ProblemError } from "../problem.ts";

/** Carries what a client has seen of its shards: send back what the last answer gave, and reads are no older. */
export const BOOKMARK_HEADER = "x-d1-bookmark";

/** By shard id. */
export type Bookmarks = ReadonlyMap<string, string>;

const MAX_LENGTH = 8192;
/** The form D1 gives: four hexadecimal counters (/d1/worker-api/d1-database/, 2026-09-17). Any other word would name a session's start. */
const schema = z.record(z.string().max(80), z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/));

/** No header, no bookmarks. A header that isn't ours is the problem `bad-bookmark`. */
export function parseBookmarks(header: string | undefined): Bookmarks {
	if (header === undefined) return new Map();
	const result = schema.safeParse(header.length > MAX_LENGTH ? undefined : parseBase64Json(header));
	if (!result.success) throw new ProblemError("bad-bookmark", `${BOOKMARK_HEADER}: not one that an answer gave; leave it out.`);
	return new Map(Object.entries(result.data));
}

export const toBookmarkHeader = (bookmarks: Bookmarks): string =>
	new TextEncoder().encode(JSON.stringify(Object.fromEntries(bookmarks))).toBase64({ alphabet: "base64url", omitPadding: true });
