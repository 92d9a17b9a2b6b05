/** A limit and, where it is known, what is left of it. */
export interface QuotaState {
	/** Of the policy: a word in lower case. */
	readonly name: string;
	readonly limit: number;
	readonly windowSeconds: number;
	/** Null where nobody knows: the rate limit binding tells only whether there is any. */
	readonly remaining: number | null;
	readonly resetSeconds: number;
}

/**
 * Structured fields as in draft-ietf-httpapi-ratelimit-headers-10, 2025-09-27 (`q` quota, `w` window, `r` remaining, `t` seconds until more is
 * free), and the older `X-RateLimit-*`, which have room for one limit: the known one with the least left.
 */
export function toRateLimitHeaders(quotas: readonly QuotaState[]): Readonly<Record<string, string>> {
	if (quotas.length === 0) return {};
	const known = quotas.filter((quota): quota is QuotaState & { readonly remaining: number } => quota.remaining !== null);
	const policy = quotas.map(({ name, limit, windowSeconds }) => `"${name}";q=${limit};w=${windowSeconds}`).join(", ");
	const [nearest] = known.toSorted((a, b) => a.remaining - b.remaining);
	if (!nearest) return { "ratelimit-policy": policy };
	return {
		"ratelimit-policy": policy,
		ratelimit: known.map(({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`).join(", "),
		"x-ratelimit-limit": String(nearest.limit),
		"x-ratelimit-remaining": String(nearest.remaining),
		"x-ratelimit-reset": String(nearest.resetSeconds),
	};
}
