import { assertJsonType } from "../../lib/http/media-type.ts";
import { parseJsonText } from "../../lib/http/parse-json-text.ts";
import { readBody } from "../../lib/http/read-body.ts";
import { MAX_RECORD_BYTES, toEtag } from "../../lib/records/record.ts";
import { putRecord as writeRecord } from "../../lib/records/record-store.ts";
import type { AppContext } from "../app-env.ts";
import { runForTenant } from "../run-for-tenant.ts";
import { parseConditions, parseRecordRequest } from "./record-request.ts";

export async function putRecord(c: AppContext): Promise<Response> {
	const request = parseRecordRequest(c);
	const conditions = parseConditions(c);
	assertJsonType(c.req.header("content-type"));
	const bytes = await readBody(c.req.raw, MAX_RECORD_BYTES);
	const { text } = parseJsonText(bytes);
	const record = { etag: await toEtag(bytes), updatedAt: Date.now(), data: text };
	return runForTenant(request, async (shards) => {
		const isNew = await writeRecord(shards, request.key, record, conditions);
		await request.cache?.write(request.cacheKey, record, request.policy);
		return new Response(null, { status: isNew ? 201 : 200, headers: { etag: record.etag } });
	});
}
