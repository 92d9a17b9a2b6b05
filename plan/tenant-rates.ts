import type { Knobs } from "../config/knobs.ts";

/** Plans that have limits of their own; a tenant of any other has the standard ones. */
const FACTORS = {
	standard: () => 1,
	free: ({ rateLimits }: Knobs) => rateLimits.freePlan,
	pro: ({ rateLimits }: Knobs) => rateLimits.proPlan,
	enterprise: ({ rateLimits }: Knobs) => rateLimits.enterprisePlan,
} as const;

type PlanName = keyof typeof FACTORS;

/** 1,000 a second are what one object takes (/durable-objects/platform/limits/, 2026-09-17). */
const MOST_EXACT = 60_000;

const multiply = (limit: number, factor: number) => Math.max(1, Math.round(limit * factor));

/** A tenant's requests in 10 seconds and one location. */
export const toLocalRate = (knobs: Knobs, plan: PlanName): number => multiply(knobs.rateLimits.tenantPer10Seconds, FACTORS[plan](knobs));

/** A tenant's writes in 60 seconds everywhere. */
export const toExactRate = (knobs: Knobs, plan: PlanName): number =>
	Math.min(MOST_EXACT, multiply(knobs.rateLimits.exactWritesPerMinute, FACTORS[plan](knobs)));

/** One of the two for each plan. */
export const toRates = (knobs: Knobs, toRate: typeof toLocalRate): Readonly<Record<PlanName, number>> => ({
	standard: toRate(knobs, "standard"),
	free: toRate(knobs, "free"),
	pro: toRate(knobs, "pro"),
	enterprise: toRate(knobs, "enterprise"),
});
