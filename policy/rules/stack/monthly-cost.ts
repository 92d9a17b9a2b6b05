import { estimateCost } from "../../../sizing/cost.ts";
import { toUsdText } from "../../../terminal/money.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { NO_SETTINGS, toSizedPlan } from "../../sized.ts";

export const monthlyCost = defineRule({
	id: "monthly-cost",
	product: "stack",
	wrong: "A month of the workload costs more than the stack's budget",
	why: "A budget that nothing holds a change to is a hope",
	remedy: "See the lines (npm run ops -- cost), change the knobs that make them, or raise stagecraft:budget",
	level: always("mandatory"),
	scope: "stack",
	check: (stack) => {
		const budget = stack.settings?.budget;
		const plan = toSizedPlan(stack);
		if (plan === null) return notApplicable(NO_SETTINGS);
		if (budget === undefined) return notApplicable("stagecraft:budget isn't set");
		const { perMonth, lines } = estimateCost(plan);
		if (perMonth <= budget * 1e6) return COMPLIANT;
		const [dearest] = [...lines].sort((a, b) => b.cost - a.cost);
		const line = dearest === undefined ? "" : `; the largest line is ${dearest.service} ${dearest.line}, ${toUsdText(dearest.cost)}`;
		return violation(
			"estimated cost",
			`${toUsdText(perMonth)} a month`,
			`must be at most ${toUsdText(budget * 1e6)} (stagecraft:budget)${line}`,
		);
	},
});
