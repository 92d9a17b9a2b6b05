import { parseEventsQuery } from "../../lib/events/events-query.ts";
import { isJurisdiction } from "../../lib/shards.ts";
import { parseTenantHeader, TENANT_HEADER } from "../../lib/tenant-context.ts";
import { type AppContext, toBookmarks, toRequestId } from "../app-env.ts";
import { answerEvents } from "./answer-events.ts";
import { findPastEvents, toPastEventsRequest } from "./past-events-request.ts";

/** By then nearly all events of a moment have come; one that comes later is missing from a cached page for `pastEventsCacheSeconds`. */
const PAST_AFTER = 3_600_000;

/** Newest first. A range that is past may come from Workers Cache, unless the client has a bookmark or its data must stay in a jurisdiction. */
export async function getEvents(c: AppContext): Promise<Response> {
	const query = parseEventsQuery(c.req.query());
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	const bookmarks = toBookmarks(c);
	const request = { env: c.env, context, bookmarks, requestId: toRequestId(c) };
	const mayBeCached = c.env.SETTINGS.pastEventsCacheSeconds > 0 && bookmarks.size === 0 && !isJurisdiction(context.location);
	const pastEvents = mayBeCached && query.to <= Date.now() - PAST_AFTER ? findPastEvents(c.executionCtx.exports) : null;
	if (!pastEvents) return answerEvents(request, query);
	const response = await pastEvents({ props: context }).fetch(toPastEventsRequest(c.req.query(), request.requestId));
	if (!response.ok) return answerEvents(request, query);
	// What may be shared in the cache inside is the tenant's own outside.
	return new Response(response.body, { headers: { "content-type": "application/json" } });
}
