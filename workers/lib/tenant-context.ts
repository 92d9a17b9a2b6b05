import * as z from "zod";
import { makeMemoryCache } from "./memory-cache/memory-cache.ts";

/**
 * Whom a request acts for, as `gateway` found it in the directory and hands it to `app` in a header.
 * `app` has no public address, and `gateway` drops any such header that a client sends.
 */
export const TENANT_HEADER = "x-stagecraft-tenant";
/** Set by `gateway` on what it forwards, and on every response. */
export const REQUEST_ID_HEADER = "x-request-id";
/** Set by `app`: how many events it took from the request. `gateway` counts them and drops the header. */
export const EVENTS_HEADER = "x-stagecraft-events";
/** Set by `app` where `gateway`'s copy of the directory is old: `here` if it answered all the same, `elsewhere` if another `app` must. */
export const MOVED_HEADER = "x-stagecraft-moved";

export const tenantContext = z.strictObject({
	tenant: z.string(),
	/** D1 location hint or jurisdiction of the tenant's shards. */
	location: z.string(),
	/** Shard ids in order of position: one in the pool, one or more of the tenant's own. */
	shards: z.array(z.string()).min(1),
	/** Raised by each move; a context with an older one is stale. */
	epoch: z.int(),
});

export type TenantContext = Readonly<z.infer<typeof tenantContext>>;

export const toTenantHeader = (context: TenantContext) => JSON.stringify(context);

/** What headers were parsed to, by their text: the next request of a tenant brings the same. */
const parsed = makeMemoryCache<TenantContext>(Date.now);
const KEPT = { seconds: 60, capacity: 1_000 } as const;

/** Throws on anything but a context that `gateway` wrote: a request without one is a fault of ours. */
export function parseTenantHeader(header: string | undefined): TenantContext {
	const text = header ?? "null";
	const held = parsed.get(text);
	if (held) return held;
	const context = tenantContext.parse(JSON.parse(text));
	parsed.set(text, context, KEPT);
	return context;
}
