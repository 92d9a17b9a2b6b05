import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { logError } from "../lib/log-error.ts";
import type { Usage } from "../lib/rpc.ts";
import { EVENTS_HEADER } from "../lib/tenant-context.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { isWrite } from "./routes.ts";
import { toTenantObject } from "./tenant-object.ts";

const toDay = (now: number) => new Date(now).toISOString().slice(0, "YYYY-MM-DD".length);

const toCount = (header: string | null | undefined) => (/^\d{1,12}$/.test(header ?? "") ? Number(header) : 0);

/** What one request adds to its tenant's usage; metrics that it adds nothing to are left out, as each is a row written. */
function toUsage(c: GatewayContext, response: Response): Usage {
	const counts = {
		requests: 1,
		[isWrite(c.req.method) ? "writes" : "reads"]: 1,
		events: toCount(response.headers.get(EVENTS_HEADER)),
		bytesIn: toCount(c.req.header("content-length")),
	};
	return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

async function addUsage(c: GatewayContext, entry: KeyEntry, counts: Usage): Promise<void> {
	try {
		await toTenantObject(c.env.COUNTER, entry).add(toDay(Date.now()), counts);
	} catch (error) {
		logError("usage", error, { requestId: c.get("requestId"), tenant: entry.tenant });
	}
}

/** Counts the request after it was answered; a count that fails is only logged. */
export function countUsage(c: GatewayContext, entry: KeyEntry, response: Response): Response {
	c.executionCtx.waitUntil(addUsage(c, entry, toUsage(c, response)));
	// A connection's answer has no headers of ours, and none that could be changed.
	if (response.status !== 101) response.headers.delete(EVENTS_HEADER);
	return response;
}

const NONE = { requests: 0, reads: 0, writes: 0, events: 0, bytesIn: 0 } as const satisfies Usage;

/** `GET /v1/usage`: what was counted until now, without this request. */
export async function readUsage(c: GatewayContext, entry: KeyEntry): Promise<Response> {
	const day = toDay(Date.now());
	const usage = await toTenantObject(c.env.COUNTER, entry).read(day);
	return c.json({ tenant: entry.tenant, day, usage: { ...NONE, ...usage } });
}
