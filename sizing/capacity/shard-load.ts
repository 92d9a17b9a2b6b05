import { ASSUMPTIONS as A } from "../assumptions.ts";
import { poolOf, type SizedPlan } from "../sized-plan.ts";

/** The share of the tenants' load that the busiest shared database has. */
export function toBusiestShare(plan: SizedPlan): number {
	const shards = Math.max(1, poolOf(plan).length);
	return Math.min(1, A.busiestShard.value / shards);
}
