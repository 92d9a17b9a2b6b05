import { LIMITS } from "../../../sizing/limits.ts";
import { bindingsOf } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.workerBindings;

export const bindingsLimit = defineRule({
	id: "bindings-limit",
	product: "worker",
	wrong: "A Worker has more bindings than a Worker may",
	why: "The version is refused in the middle of a deployment",
	remedy: "Split the Worker, or let one Worker hold the databases and the others call it",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const count = bindingsOf(version).length;
		if (count === 0) return notApplicable("it has no bindings");
		return count <= paid ? COMPLIANT : violation("bindings", `${count} bindings`, `must be at most ${paid} (${source}, ${date})`);
	},
});
