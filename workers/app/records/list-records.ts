import { parseCursor } from "../../lib/cursor/cursor.ts";
import { parseId, parseLimit } from "../../lib/http/parameters.ts";
import { listRecords as readPage, recordsCursor } from "../../lib/records/list-records.ts";
import { toRecordsBody } from "../../lib/records/to-records-body.ts";
import { parseTenantHeader, TENANT_HEADER } from "../../lib/tenant-context.ts";
import { type AppContext, toBookmarks, toRequestId } from "../app-env.ts";
import { runForTenant } from "../run-for-tenant.ts";

export function listRecords(c: AppContext): Promise<Response> {
	const cursor = c.req.query("cursor");
	const query = {
		collection: parseId("collection", c.req.param("collection")),
		limit: parseLimit(c.req.query("limit")),
		after: cursor === undefined ? "" : parseCursor(recordsCursor, cursor)[1],
	};
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	return runForTenant({ env: c.env, context, bookmarks: toBookmarks(c), requestId: toRequestId(c) }, async (shards) => {
		const page = await readPage(shards, query);
		return new Response(toRecordsBody(page), { headers: { "content-type": "application/json" } });
	});
}
