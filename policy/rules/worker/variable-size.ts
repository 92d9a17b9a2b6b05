import { LIMITS } from "../../../sizing/limits.ts";
import { bindingsOf } from "../../find.ts";
import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.workerVariableSize;

export const variableSize = defineRule({
	id: "variable-size",
	product: "worker",
	wrong: "A variable is longer than a variable may be",
	why: "The version is refused in the middle of a deployment",
	remedy: "Keep large settings in KV or R2, and their name in the variable",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const variables = [...bindingsOf(version, "json"), ...bindingsOf(version, "plain_text")];
		if (variables.length === 0) return notApplicable("it has no variables");
		return toOutcome(
			variables.flatMap((binding) => {
				const bytes = Buffer.byteLength(textAt(binding, "json") ?? textAt(binding, "text") ?? "");
				const name = `bindings.${textAt(binding, "name")}`;
				return bytes <= paid ? [] : [makeFault(name, `${bytes} bytes`, `must be at most ${paid} bytes (${source}, ${date})`)];
			}),
		);
	},
});
