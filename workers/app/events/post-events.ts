import { MAX_BODY_BYTES, parseEvents } from "../../lib/events/parse-events.ts";
import { sendEvents } from "../../lib/events/send-events.ts";
import { readBody } from "../../lib/http/read-body.ts";
import { logError } from "../../lib/log-error.ts";
import { ProblemError } from "../../lib/problem.ts";
import { EVENTS_HEADER, parseTenantHeader, TENANT_HEADER } from "../../lib/tenant-context.ts";
import { type AppContext, toRequestId } from "../app-env.ts";

/** 202: the events are in the queue, and readable once it has delivered them. */
export async function postEvents(c: AppContext): Promise<Response> {
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	const bytes = await readBody(c.req.raw, MAX_BODY_BYTES);
	const events = parseEvents({ headers: c.req.raw.headers, bytes, now: Date.now() }, c.env.SETTINGS.eventWindowDays);
	try {
		await sendEvents(c.env, context, events, c.env.SETTINGS.partitionWidth);
	} catch (error) {
		logError("send events", error, { requestId: toRequestId(c), tenant: context.tenant });
		throw new ProblemError("try-again", "The queue didn't take every event; send all again, with the same ids.", { "retry-after": "2" });
	}
	return c.json({ ids: events.map(({ id }) => id) }, 202, { [EVENTS_HEADER]: String(events.length) });
}
