import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { logError } from "../lib/log-error.ts";
import { ProblemError } from "../lib/problem.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { isWrite } from "./routes.ts";
import { toTenantObject } from "./tenant-object.ts";

/** The binding tells neither its period nor when there is room: 10 s is the shorter of its two (/workers/runtime-apis/bindings/rate-limit/, 2026-09-17). */
const RETRY_AFTER = 10;

const refusal = (detail: string, seconds: number) => new ProblemError("rate-limited", detail, { "retry-after": String(seconds) });

/** Throws `rate-limited` beyond the tenant's rate at this location, and for writes beyond its exact rate over all of them. */
export async function limitTenant(c: GatewayContext, entry: KeyEntry): Promise<void> {
	const { success } = await c.env.TENANT_LIMIT.limit({ key: entry.tenant });
	if (!success) throw refusal("The tenant's request rate is used up.", RETRY_AFTER);
	const { exactWrites } = c.env.SETTINGS;
	if (exactWrites && isWrite(c.req.method)) await limitWrites(c, entry, exactWrites);
}

interface WriteLimit {
	readonly limit: number;
	readonly periodSeconds: number;
}

async function limitWrites(c: GatewayContext, entry: KeyEntry, exact: WriteLimit): Promise<void> {
	const { allowed, retryAfterSeconds } = await takeWrite(c, entry, exact);
	if (allowed) return;
	throw refusal(`The tenant's limit of ${exact.limit} writes in ${exact.periodSeconds} seconds is used up.`, retryAfterSeconds);
}

/** A limiter that is down must not take the writes down with it: the location's own limit still holds. */
async function takeWrite(c: GatewayContext, entry: KeyEntry, { limit, periodSeconds }: WriteLimit) {
	try {
		return await toTenantObject(c.env.RATE_LIMITER, entry).take(limit, periodSeconds);
	} catch (error) {
		logError("exact write limit", error, { requestId: c.get("requestId"), tenant: entry.tenant });
		return { allowed: true, retryAfterSeconds: 0 };
	}
}
