import { type AcceptedEvent, MAX_BODY_BYTES, parseEvents } from "../../lib/events/parse-events.ts";
import { sendEvents } from "../../lib/events/send-events.ts";
import { isOrdered, sendOrderedEvents } from "../../lib/events/send-ordered-events.ts";
import { readBody } from "../../lib/http/read-body.ts";
import { logError } from "../../lib/log-error.ts";
import { ProblemError } from "../../lib/problem.ts";
import { EVENTS_HEADER, parseTenantHeader, TENANT_HEADER, type TenantContext } from "../../lib/tenant-context.ts";
import { type AppContext, toRequestId } from "../app-env.ts";

/** 202: the events are in the queue or in their lanes, and readable once they are delivered. */
export async function postEvents(c: AppContext): Promise<Response> {
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	const bytes = await readBody(c.req.raw, MAX_BODY_BYTES);
	const events = parseEvents({ headers: c.req.raw.headers, bytes, now: Date.now() }, c.env.SETTINGS.eventWindowDays);
	await accept(c, context, events);
	return c.json({ ids: events.map(({ id }) => id) }, 202, { [EVENTS_HEADER]: String(events.length) });
}

/** Events with a `partitionkey` go through its lane, all others straight to the queue. */
async function accept(c: AppContext, context: TenantContext, events: readonly AcceptedEvent[]): Promise<void> {
	const { partitionWidth } = c.env.SETTINGS;
	try {
		await sendOrderedEvents(c.env.LANES, context, events.filter(isOrdered), partitionWidth);
		const others = events.filter((event) => !isOrdered(event));
		await sendEvents(c.env, context, others, partitionWidth);
	} catch (error) {
		if (error instanceof ProblemError) throw error;
		logError("send events", error, { requestId: toRequestId(c), tenant: context.tenant });
		throw new ProblemError("try-again", "The queue didn't take every event; send all again, with the same ids.", { "retry-after": "2" });
	}
}
