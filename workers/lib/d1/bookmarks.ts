import * as z from "zod";
import { parseBase64Json } from "../cursor/cursor.ts";
import { ProblemError } from "../problem.ts";

/** Carries what a client has seen of its shards: send back what the last answer gave, and reads are no older. */
export const BOOKMARK_HEADER = "x-d1-bookmark";

/** By place: a shard, and since which move the tenant is there. */
export type Bookmarks = ReadonlyMap<string, string>;

/** `pool-weur-0@2`: what was seen of a shard before the tenant left it says nothing of it after the tenant has come back. */
export const toPlace = (shard: string, epoch: number): string => `${shard}@${epoch}`;

/** The newest epoch that a client has seen; 0 without bookmarks. */
export const toSeenEpoch = (bookmarks: Bookmarks): number =>
	[...bookmarks.keys()].reduce((newest, place) => Math.max(newest, Number(/@(\d{1,15})$/.exec(place)?.[1] ?? 0)), 0);

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
