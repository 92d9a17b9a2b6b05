import { estimateCapacity } from "../../../sizing/capacity.ts";
import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { NO_SETTINGS, toSizedPlan } from "../../sized.ts";

const HEADROOM = 0.2;

export const capacityHeadroom = defineRule({
	id: "capacity-headroom",
	product: "stack",
	wrong: "Less than 20 % of a limit is left at the workload's peak",
	why: "A busy day is a fifth above the busiest one so far; what is met then fails for everybody at once",
	remedy: "Go up a stage, or raise the knob (npm run ops -- plan show tells which, and the load that breaks it)",
	level: always("mandatory"),
	scope: "stack",
	check: (stack) => {
		const plan = toSizedPlan(stack);
		if (plan === null) return notApplicable(NO_SETTINGS);
		return toOutcome(
			estimateCapacity(plan)
				.filter(({ use }) => 1 - use < HEADROOM)
				.map(({ title, what, use, remedy }) =>
					makeFault(title, `${(use * 100).toFixed(0)} % used`, `${what} must use at most ${(1 - HEADROOM) * 100} %: ${remedy}`),
				),
		);
	},
});
