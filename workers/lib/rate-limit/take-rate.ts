import type { RateLimit } from "@cloudflare/workers-types";
import { withDeadline } from "../cache/with-deadline.ts";
import type { MemoryCache } from "../memory-cache/memory-cache.ts";
import type { RateLimiterObject } from "./limiter-object.ts";
import type { QuotaState } from "./rate-limit-headers.ts";

/** One of the two tiers' limits. */
interface Quota {
	readonly name: string;
	readonly limit: number;
	readonly windowSeconds: number;
}

export interface RateLimiterOptions {
	/** Who is limited. */
	readonly key: string;
	/** Counts in each location for itself, at no price. */
	readonly local: { readonly binding: Pick<RateLimit, "limit">; readonly quota: Quota };
	/** Exact over all locations; null leaves it out. */
	readonly exact: { readonly object: () => Pick<RateLimiterObject, "take">; readonly quota: Quota } | null;
	/** Until when, in milliseconds since 1970, the exact tier refuses a key: the isolate's. */
	readonly refused: MemoryCache<number>;
	readonly whenUnreachable: "open" | "closed";
	readonly now: () => number;
	readonly sleep: (ms: number) => Promise<void>;
	readonly onError: (error: unknown) => void;
}

export type RateDecision =
	| { readonly kind: "allowed" | "unreachable"; readonly quotas: readonly QuotaState[] }
	| { readonly kind: "refused"; readonly quotas: readonly QuotaState[]; readonly by: Quota; readonly retryAfterSeconds: number };

/** An object that takes longer is as good as unreachable. */
const DEADLINE_MS = 1_000;
const MAX_REFUSED = 10_000;

const toSeconds = (ms: number) => Math.ceil(ms / 1_000);
const unknown = (quota: Quota): QuotaState => ({ ...quota, remaining: null, resetSeconds: quota.windowSeconds });
const usedUp = (quota: Quota, resetSeconds: number): QuotaState => ({ ...quota, remaining: 0, resetSeconds });

/**
 * The cheap tier first, so that what is far over the limit costs no object; then the exact one. What that one refuses, this isolate refuses
 * by itself until the moment that it named: a sliding window has no room before it.
 *
 * @example
 * const isAllowed = async (options: RateLimiterOptions) => (await takeRate(options)).kind === "allowed";
 */
export async function takeRate(options: RateLimiterOptions): Promise<RateDecision> {
	const { key, local, exact } = options;
	const { success } = await local.binding.limit({ key });
	if (!success) {
		const wait = local.quota.windowSeconds;
		return { kind: "refused", quotas: [usedUp(local.quota, wait)], by: local.quota, retryAfterSeconds: wait };
	}
	if (!exact) return { kind: "allowed", quotas: [unknown(local.quota)] };
	const held = (options.refused.get(toRefusedKey(key, exact.quota)) ?? 0) - options.now();
	if (held > 0) return refuse(exact.quota, local.quota, held);
	return takeExact(options, exact);
}

/** With another limit, of another plan, it is asked again. */
const toRefusedKey = (key: string, { limit }: Quota) => `${limit} ${key}`;

const refuse = (quota: Quota, local: Quota, ms: number): RateDecision => ({
	kind: "refused",
	quotas: [unknown(local), usedUp(quota, toSeconds(ms))],
	by: quota,
	retryAfterSeconds: toSeconds(ms),
});

async function takeExact(
	{ key, local, refused, whenUnreachable, now, sleep, onError }: RateLimiterOptions,
	{ object, quota }: NonNullable<RateLimiterOptions["exact"]>,
): Promise<RateDecision> {
	try {
		const taken = await withDeadline(object().take(quota.limit, quota.windowSeconds), DEADLINE_MS, sleep);
		if (!taken.allowed) {
			refused.set(toRefusedKey(key, quota), now() + taken.retryAfterMs, { seconds: toSeconds(taken.retryAfterMs), capacity: MAX_REFUSED });
			return refuse(quota, local.quota, taken.retryAfterMs);
		}
		const state = { ...quota, remaining: taken.remaining, resetSeconds: toSeconds(taken.resetMs) };
		return { kind: "allowed", quotas: [unknown(local.quota), state] };
	} catch (error) {
		onError(error);
		const quotas = [unknown(local.quota), unknown(quota)];
		return { kind: whenUnreachable === "open" ? "allowed" : "unreachable", quotas };
	}
}
