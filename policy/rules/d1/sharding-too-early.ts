import { findTooMuch } from "../../../sizing/too-much.ts";
import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { NO_SETTINGS, toSizedPlan } from "../../sized.ts";

export const shardingTooEarly = defineRule({
	id: "sharding-too-early",
	product: "d1",
	wrong: "Tenants are spread over databases that their load doesn't need",
	why: "Each database costs a binding, a migration and a look when all are asked, and can't be merged with another",
	remedy: "Take fewer databases (stagecraft:overrides.d1WriteRate.pool), and add them when one is half full",
	level: always("advisory"),
	scope: "stack",
	check: (stack) => {
		const plan = toSizedPlan(stack);
		if (plan === null) return notApplicable(NO_SETTINGS);
		const early = findTooMuch(plan).filter(({ kind }) => kind === "sharding-too-early");
		return toOutcome(early.map(({ why }) => makeFault("D1Database", plan.d1.length, `must be as few as the load needs: ${why}`)));
	},
});
