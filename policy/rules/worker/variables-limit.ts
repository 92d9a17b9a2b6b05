import { LIMITS } from "../../../sizing/limits.ts";
import { bindingsOf } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.workerVariables;
const VARIABLES = ["plain_text", "secret_text", "json"];

export const variablesLimit = defineRule({
	id: "variables-limit",
	product: "worker",
	wrong: "A Worker has more variables and secrets than a Worker may",
	why: "The version is refused in the middle of a deployment",
	remedy: "Put them into one JSON variable, as SETTINGS is",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const count = bindingsOf(version).filter((binding) => VARIABLES.includes(textAt(binding, "type") ?? "")).length;
		if (count === 0) return notApplicable("it has no variables");
		return count <= paid ? COMPLIANT : violation("bindings", `${count} variables`, `must be at most ${paid} (${source}, ${date})`);
	},
});
