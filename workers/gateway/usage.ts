import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { logError } from "../lib/log-error.ts";
import type { Usage } from "../lib/rpc.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { isWrite } from "./routes.ts";
import { toTenantObject } from "./tenant-object.ts";

/** How many events `app` took from the request: for the count, not for the client. */
const EVENTS_HEADER = "x-stagecraft-events";

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

/** Counts the request after it was answered; a count that fails is only logged. */
export function countUsage(c: GatewayContext, entry: KeyEntry, response: Response): Response {
	const add = toTenantObject(c.env.COUNTER, entry).add(toDay(Date.now()), toUsage(c, response));
	c.executionCtx.waitUntil(
		add.catch((error: unknown) => logError("usage", error, { requestId: c.get("requestId"), tenant: entry.tenant })),
	);
	response.headers.delete(EVENTS_HEADER);
	return response;
}

const NONE = { requests: 0, reads: 0, writes: 0, events: 0, bytesIn: 0 } as const satisfies Usage;

/** `GET /v1/usage`: what was counted until now, without this request. */
export async function readUsage(c: GatewayContext, entry: KeyEntry): Promise<Response> {
	const day = toDay(Date.now());
	const usage = await toTenantObject(c.env.COUNTER, entry).read(day);
	return c.json({ tenant: entry.tenant, day, usage: { ...NONE, ...usage } });
}
