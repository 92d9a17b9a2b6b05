import { WorkerEntrypoint } from "cloudflare:workers";
import { BOOKMARK_HEADER } from "../lib/d1/bookmarks.ts";
import { parseEventsQuery } from "../lib/events/events-query.ts";
import { logError } from "../lib/log-error.ts";
import { toProblemResponse } from "../lib/problem.ts";
import { REQUEST_ID_HEADER, type TenantContext } from "../lib/tenant-context.ts";
import { answerEvents } from "./events/answer-events.ts";
import type { Env } from "./manifest.ts";

/**
 * A tenant's events of a time that is past, for Workers Cache to sit in front of: the tenant is in `props`, which are part
 * of the cache's key (/workers/cache/, 2026-07-06), and nothing in the answer is one client's alone.
 */
export class PastEvents extends WorkerEntrypoint<Env, TenantContext> {
	override async fetch(request: Request): Promise<Response> {
		const { env } = this;
		const requestId = request.headers.get(REQUEST_ID_HEADER) ?? "";
		try {
			const query = parseEventsQuery(Object.fromEntries(new URL(request.url).searchParams));
			const response = await answerEvents({ env, context: this.ctx.props, bookmarks: new Map(), requestId }, query);
			response.headers.delete(BOOKMARK_HEADER);
			response.headers.set("cache-control", `public, max-age=${env.SETTINGS.pastEventsCacheSeconds}`);
			return response;
		} catch (error) {
			logError("past events", error, { requestId, tenant: this.ctx.props.tenant });
			return toProblemResponse(error, requestId);
		}
	}
}
