import { type EventsQuery, parseEventsQuery } from "../../lib/events/events-query.ts";
import { isJurisdiction } from "../../lib/shards.ts";
import { parseTenantHeader, TENANT_HEADER } from "../../lib/tenant-context.ts";
import { type AppContext, toBookmarks, toRequestId } from "../app-env.ts";
import type { TenantRequest } from "../run-for-tenant.ts";
import { answerEvents } from "./answer-events.ts";
import { isPast } from "./purge-past-events.ts";
import { readPastPage } from "./read-past-page.ts";

/** Newest first. A range that is past may come from a cache, unless the client has a bookmark or its data must stay in a jurisdiction. */
export async function getEvents(c: AppContext): Promise<Response> {
	const query = parseEventsQuery(c.req.query());
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	const request = { env: c.env, context, bookmarks: toBookmarks(c), requestId: toRequestId(c) };
	const page = mayBeShared(request, query) ? await readPastPage(c, request) : null;
	if (!page?.ok) return answerEvents(request, query);
	// What may be shared in the cache inside is the tenant's own outside.
	return new Response(page.body, { headers: { "content-type": "application/json" } });
}

const mayBeShared = ({ bookmarks, context }: TenantRequest, { to }: EventsQuery) =>
	bookmarks.size === 0 && !isJurisdiction(context.location) && isPast(to, Date.now());
