import { makeArchiveReader } from "../../lib/archive/archive-reader.ts";
import type { EventsQuery } from "../../lib/events/events-query.ts";
import { listEvents, toEventsBody } from "../../lib/events/list-events.ts";
import { runForTenant, type TenantRequest } from "../run-for-tenant.ts";

export const answerEvents = (request: TenantRequest, query: EventsQuery): Promise<Response> =>
	runForTenant(request, async (shards) => {
		const page = await listEvents(shards, query, makeArchiveReader(request.env.ARCHIVE));
		return new Response(toEventsBody(page), { headers: { "content-type": "application/json" } });
	});
