import { makeArchiveReader } from "../../lib/archive/archive-reader.ts";
import type { EventKey } from "../../lib/events/event-key.ts";
import { parseEventsQuery } from "../../lib/events/events-query.ts";
import { listEvents } from "../../lib/events/list-events.ts";
import { streamPages } from "../../lib/events/stream-pages.ts";
import { toGzipHeaders } from "../../lib/http/gzip-headers.ts";
import { logError } from "../../lib/log-error.ts";
import { makeMeter } from "../../lib/meter/make-meter.ts";
import { parseTenantHeader, TENANT_HEADER } from "../../lib/tenant-context.ts";
import { type AppContext, toBookmarks, toRequestId } from "../app-env.ts";
import { manifest } from "../manifest.ts";
import { addSeen, runOnTenant } from "../run-for-tenant.ts";

/** Events a page; its bytes are bounded besides. */
const PAGE_EVENTS = 1_000;
/** Of 1,000 queries that D1 allows an invocation (/d1/platform/limits/, 2026-04-21). */
const MAX_QUERIES = 900;

/** Every event of a range, newest first, over partitions and archive, as a stream. The first page is read before the answer begins: what fails there is a problem. */
export async function exportEvents(c: AppContext): Promise<Response> {
	const query = { ...parseEventsQuery({ ...c.req.query(), limit: undefined }), limit: PAGE_EVENTS };
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	const requestId = toRequestId(c);
	const meter = makeMeter();
	const env = meter.env(c.env, manifest.bindings);
	let bookmarks = toBookmarks(c);
	let [queries, dearest] = [0, 0];
	const readPage = async (after: EventKey | null) => {
		const read = await runOnTenant({ env, context, bookmarks, requestId }, (shards) =>
			listEvents(shards, { ...query, after }, makeArchiveReader(env.ARCHIVE)),
		);
		bookmarks = read.bookmarks;
		const { d1Statements } = meter.counts();
		[dearest, queries] = [Math.max(dearest, d1Statements - queries), d1Statements];
		return read;
	};
	const { result, ...seen } = await readPage(query.after);
	const readNext = async (after: EventKey) => {
		try {
			return (await readPage(after)).result;
		} catch (error) {
			logError("export", error, { requestId, tenant: context.tenant });
			throw error;
		}
	};
	const body = streamPages(result, { readPage: readNext, mayGoOn: () => queries + dearest <= MAX_QUERIES });
	const headers = { "content-type": "application/x-ndjson", ...toGzipHeaders(c.req.raw) };
	return addSeen(new Response(body, { headers }), seen);
}
