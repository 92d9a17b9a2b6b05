import { sleep } from "../lib/concurrency/sleep.ts";
import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { logError } from "../lib/log-error.ts";
import { makeMemoryCache } from "../lib/memory-cache/memory-cache.ts";
import { ProblemError } from "../lib/problem.ts";
import { toRateLimitHeaders } from "../lib/rate-limit/rate-limit-headers.ts";
import { type RateDecision, type RateLimiterOptions, takeRate } from "../lib/rate-limit/take-rate.ts";
import type { GatewayContext } from "./gateway-env.ts";
import type { ByPlan } from "./manifest.ts";
import { isWrite } from "./routes.ts";
import { toTenantObject } from "./tenant-object.ts";

/** The shorter of the binding's two periods (/workers/runtime-apis/bindings/rate-limit/, 2026-09-17). */
const LOCAL_SECONDS = 10;
const EXACT_SECONDS = 60;
/** While the object can't be reached. */
const RETRY_AFTER = "5";

/** Tenants over their exact limit, and until when: the isolate's. */
const refused = makeMemoryCache<number>(Date.now);

const BINDINGS = {
	standard: "TENANT_LIMIT",
	free: "TENANT_LIMIT_FREE",
	pro: "TENANT_LIMIT_PRO",
	enterprise: "TENANT_LIMIT_ENTERPRISE",
} as const satisfies Readonly<Record<keyof ByPlan, string>>;

const isPlan = (plan: string): plan is keyof ByPlan => Object.hasOwn(BINDINGS, plan);

function toOptions(c: GatewayContext, entry: KeyEntry): RateLimiterOptions {
	const { requestsPer10Seconds, writesPerMinute, whenUnreachable } = c.env.SETTINGS.rates;
	const plan = isPlan(entry.plan) ? entry.plan : "standard";
	const exact = writesPerMinute && isWrite(c.req.method) ? writesPerMinute[plan] : null;
	return {
		key: entry.tenant,
		local: {
			binding: c.env[BINDINGS[plan]],
			quota: { name: "requests", limit: requestsPer10Seconds[plan], windowSeconds: LOCAL_SECONDS },
		},
		exact:
			exact === null
				? null
				: {
						object: () => toTenantObject(c.env.RATE_LIMITER, entry),
						quota: { name: "writes", limit: exact, windowSeconds: EXACT_SECONDS },
					},
		refused,
		whenUnreachable,
		now: Date.now,
		sleep,
		onError: (error) => logError("exact write limit", error, { requestId: c.get("requestId"), tenant: entry.tenant }),
	};
}

/** What the answer says of the tenant's limits; throws `rate-limited` beyond them, and where the plan wants it while nobody can count. */
export async function limitTenant(c: GatewayContext, entry: KeyEntry): Promise<Readonly<Record<string, string>>> {
	const decision = await takeRate(toOptions(c, entry));
	const headers = toRateLimitHeaders(decision.quotas);
	if (decision.kind === "allowed") return headers;
	throw toProblem(decision, headers);
}

function toProblem(decision: RateDecision, headers: Readonly<Record<string, string>>): ProblemError {
	if (decision.kind !== "refused")
		return new ProblemError("try-again", "Writes can't be counted at the moment.", { ...headers, "retry-after": RETRY_AFTER });
	const { limit, name, windowSeconds } = decision.by;
	return new ProblemError("rate-limited", `The tenant's limit of ${limit} ${name} in ${windowSeconds} seconds is used up.`, {
		...headers,
		"retry-after": String(decision.retryAfterSeconds),
	});
}
