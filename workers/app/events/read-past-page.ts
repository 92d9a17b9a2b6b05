import { logError } from "../../lib/log-error.ts";
import { makeResponseCache, type ResponseEvent } from "../../lib/response-cache/response-cache.ts";
import type { AppContext } from "../app-env.ts";
import { dataCenterCache } from "../data-center-cache.ts";
import type { TenantRequest } from "../run-for-tenant.ts";
import { TENANT_TAG, toTenantTags } from "../tenant-tags.ts";
import { answerPastEvents } from "./answer-past-events.ts";
import { findPastEvents, toPastEventsRequest } from "./past-events-request.ts";

/** A page of a range that is past, through Workers Cache or the data center's; null where the plan has neither. A purge leaves behind what was kept before it. */
export async function readPastPage(c: AppContext, request: TenantRequest): Promise<Response | null> {
	const { pastEventsCacheSeconds, pastEventsDataCenterSeconds } = c.env.SETTINGS;
	const pastEvents = pastEventsCacheSeconds > 0 ? findPastEvents(c.executionCtx.exports) : null;
	if (!pastEvents && pastEventsDataCenterSeconds === 0) return null;
	const generation = await readGeneration(request);
	if (generation === null) return null;
	const page = toPastEventsRequest(c.req.query(), request.requestId);
	if (pastEvents) return pastEvents({ props: { ...request.context, generation } }).fetch(page);
	const through = makeResponseCache({
		cache: dataCenterCache(),
		tenant: `${request.context.tenant}/${generation}`,
		waitUntil: (promise) => c.executionCtx.waitUntil(promise),
		onEvent: (event) => logFault(event, request),
	});
	return through(page, (whole) => answerPastEvents(request, whole, pastEventsDataCenterSeconds));
}

/** Null where it can't be read: then what is held can't be told from what was purged. */
async function readGeneration({ env, context, requestId }: TenantRequest): Promise<number | null> {
	try {
		const generations = await toTenantTags(env, context)?.read([TENANT_TAG]);
		return generations?.[TENANT_TAG] ?? 0;
	} catch (error) {
		logError("cache tags", error, { requestId, tenant: context.tenant });
		return null;
	}
}

function logFault(event: ResponseEvent, { requestId, context }: TenantRequest): void {
	if (event.kind === "failed") logError(`past events: ${event.operation}`, event.error, { requestId, tenant: context.tenant });
}
