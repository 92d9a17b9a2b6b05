import { LIMITS } from "../../../sizing/limits.ts";
import { codeOf, toBytes } from "../../modules.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.workerSize;

export const workerSize = defineRule({
	id: "worker-size",
	product: "worker",
	wrong: "A Worker's code is larger than a Worker may be",
	why: "The upload is refused in the middle of a deployment",
	remedy: "Leave out what it doesn't run, or split it",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const modules = codeOf(version);
		if (modules.length === 0) return notApplicable("it has no code of its own");
		const bytes = modules.reduce((sum, module) => sum + toBytes(module), 0);
		return bytes <= paid ? COMPLIANT : violation("modules", `${bytes} bytes`, `must be at most ${paid} bytes (${source}, ${date})`);
	},
});
