import type { SizedPlan } from "../sized-plan.ts";
import type { Traffic } from "../traffic.ts";
import type { Usage } from "../usage.ts";
import { estimateBatches } from "./ingest.ts";

/** `gateway` and `app` each log their invocation. */
const REQUEST_EVENTS = 2;
/** `ingest` logs its invocation and a line of its own. */
const BATCH_EVENTS = 2;

/** Events of Workers Logs: invocations of each Worker and object, and their lines, at the plan's share (/workers/observability/logs/workers-logs/, 2026-09-17). */
export function estimateLogUsage(plan: SizedPlan, traffic: Traffic, { objectRequests = 0 }: Usage): Usage {
	const { batches, calls } = estimateBatches(plan, traffic);
	const events = traffic.requests * REQUEST_EVENTS + objectRequests + batches * (BATCH_EVENTS + calls);
	return { logEvents: events * plan.knobs.observability.logs };
}
