import { BOOKMARK_HEADER } from "../../lib/d1/bookmarks.ts";
import { parseEventsQuery } from "../../lib/events/events-query.ts";
import { MOVED_HEADER } from "../../lib/tenant-context.ts";
import type { TenantRequest } from "../run-for-tenant.ts";
import { answerEvents } from "./answer-events.ts";

/** A page that a shared cache may hold for some seconds: it says nothing of the client that asks. */
export async function answerPastEvents(request: Omit<TenantRequest, "bookmarks">, { url }: Request, seconds: number): Promise<Response> {
	const query = parseEventsQuery(Object.fromEntries(new URL(url).searchParams));
	const response = await answerEvents({ ...request, bookmarks: new Map() }, query);
	response.headers.delete(BOOKMARK_HEADER);
	response.headers.delete(MOVED_HEADER);
	response.headers.set("cache-control", `public, max-age=${seconds}`);
	return response;
}
