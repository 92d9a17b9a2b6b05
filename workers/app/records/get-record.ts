import type { Cache } from "../../lib/cache/cache.ts";
import { ProblemError } from "../../lib/problem.ts";
import type { StoredRecord } from "../../lib/records/record.ts";
import { readRecord } from "../../lib/records/record-store.ts";
import type { AppContext } from "../app-env.ts";
import { addSeen, runOnTenant, type Seen } from "../run-for-tenant.ts";
import { parseConditions, parseRecordRequest, type RecordRequest } from "./record-request.ts";

/** A read looks at the record's row and at the fence's. */
const ROWS = 2;

/** The record as it was sent. With a bookmark it is no older than what that has seen; without, it may come from a cache (see `toRecordCache`). */
export async function getRecord(c: AppContext): Promise<Response> {
	const request = parseRecordRequest(c);
	const { ifNoneMatch, ifMatch } = parseConditions(c);
	const { result, ...seen } = await (request.cache && request.bookmarks.size === 0 ? readCached(request, request.cache) : read(request));
	const { collection, id } = request.key;
	if (!result) throw new ProblemError("not-found", `There is no record ${collection}/${id}.`);
	return addSeen(toResponse(result, ifNoneMatch, ifMatch), seen);
}

const read = (request: RecordRequest): Promise<Seen<StoredRecord | null>> =>
	runOnTenant(request, (shards) => readRecord(shards, request.key));

/** What a cache answers has seen no shard, so it has no bookmark to give. */
async function readCached(request: RecordRequest, cache: Cache<StoredRecord>): Promise<Seen<StoredRecord | null>> {
	let seen: Omit<Seen<unknown>, "result"> = { bookmarks: request.bookmarks, hasMoved: false };
	const load = async () => {
		const { result, ...rest } = await read(request);
		seen = rest;
		return { value: result, rows: ROWS };
	};
	return { result: await cache.cached(request.cacheKey, load, request.policy), ...seen };
}

function toResponse({ etag, updatedAt, data }: StoredRecord, ifNoneMatch: readonly string[] | null, ifMatch: readonly string[] | null) {
	const isIn = (tags: readonly string[]) => tags.some((tag) => tag === "*" || tag === etag);
	if (ifMatch && !isIn(ifMatch)) throw new ProblemError("precondition-failed", "if-match: the stored version is another one.");
	// The tag names the bytes: a browser may keep them if it asks each time.
	const headers = { etag, "cache-control": "private, no-cache", "last-modified": new Date(updatedAt).toUTCString() };
	if (ifNoneMatch && isIn(ifNoneMatch)) return new Response(null, { status: 304, headers });
	return new Response(data, { headers: { ...headers, "content-type": "application/json" } });
}
