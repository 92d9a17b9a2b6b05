import { makeFault, toOutcome } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const observabilityOff = defineRule({
	id: "observability-off",
	product: "worker",
	wrong: "A Worker keeps no logs",
	why: "What happened before somebody looked can't be looked up",
	remedy: "Switch observability and its logs on, and sample them instead (stagecraft:overrides.observability.logs)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.worker],
	check: (worker) =>
		toOutcome(
			["observability.enabled", "observability.logs.enabled"].flatMap((field) => {
				const value = valueAt(worker, field);
				return value === true ? [] : [makeFault(field, value, "must be true")];
			}),
		),
});
