import { ProblemError } from "../../lib/problem.ts";
import type { StoredRecord } from "../../lib/records/record.ts";
import { readRecord } from "../../lib/records/record-store.ts";
import type { AppContext } from "../app-env.ts";
import { runForTenant } from "../run-for-tenant.ts";
import { parseConditions, parseRecordRequest, type RecordRequest } from "./record-request.ts";

/** The record as it was sent. With a bookmark it is no older than what that has seen; without, it may come from KV (see `makeRecordCache`). */
export async function getRecord(c: AppContext): Promise<Response> {
	const request = parseRecordRequest(c);
	const conditions = parseConditions(c);
	const cached = request.bookmarks.size === 0 ? await request.cache.get(request.key) : null;
	const answer = (record: StoredRecord) => toResponse(record, conditions.ifNoneMatch, conditions.ifMatch);
	return cached ? answer(cached) : readThrough(request, answer);
}

function readThrough(request: RecordRequest, answer: (record: StoredRecord) => Response): Promise<Response> {
	const { key, cache } = request;
	return runForTenant(request, async (shards) => {
		const record = await readRecord(shards, key);
		if (!record) throw new ProblemError("not-found", `There is no record ${key.collection}/${key.id}.`);
		await cache.put(key, record);
		return answer(record);
	});
}

function toResponse({ etag, updatedAt, data }: StoredRecord, ifNoneMatch: readonly string[] | null, ifMatch: readonly string[] | null) {
	const isIn = (tags: readonly string[]) => tags.some((tag) => tag === "*" || tag === etag);
	if (ifMatch && !isIn(ifMatch)) throw new ProblemError("precondition-failed", "if-match: the stored version is another one.");
	// The tag names the bytes: a browser may keep them if it asks each time.
	const headers = { etag, "cache-control": "private, no-cache", "last-modified": new Date(updatedAt).toUTCString() };
	if (ifNoneMatch && isIn(ifNoneMatch)) return new Response(null, { status: 304, headers });
	return new Response(data, { headers: { ...headers, "content-type": "application/json" } });
}
