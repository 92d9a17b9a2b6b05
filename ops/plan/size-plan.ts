import { STAGES } from "../../config/settings.ts";
import type { Plan } from "../../plan/plan.ts";
import { type Capacity, estimateCapacity, toHeadroom } from "../../sizing/capacity.ts";
import type { Bill } from "../../sizing/cost/bill.ts";
import { estimateCost } from "../../sizing/cost.ts";
import { findTooMuch, type TooMuch } from "../../sizing/too-much.ts";
import { readPlan, type StackChoice } from "../stack.ts";

/** A plan with all that sizing says of it. */
export interface SizedStage {
	readonly plan: Plan;
	readonly capacities: readonly Capacity[];
	readonly headroom: number;
	readonly bill: Bill;
	readonly tooMuch: readonly TooMuch[];
}

/** The stack as it is, and as each larger stage would have it: what a remedy is looked for in. */
export async function sizeStack(root: string, choice: StackChoice): Promise<SizedStage> {
	const plan = await readPlan(root, choice);
	const above = STAGES.slice(STAGES.indexOf(plan.stage) + 1);
	return sizePlan(plan, await Promise.all(above.map((stage) => readPlan(root, { ...choice, stage }))));
}

export function sizePlan(plan: Plan, larger: readonly Plan[]): SizedStage {
	const capacities = estimateCapacity(plan, larger);
	return { plan, capacities, headroom: toHeadroom(capacities), bill: estimateCost(plan), tooMuch: findTooMuch(plan) };
}
