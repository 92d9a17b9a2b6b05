import { COMPLIANT, violation } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";

export const outsideThePlan = defineRule({
	id: "outside-the-plan",
	product: "stack",
	wrong: "A resource was made beside the plan",
	why: "It is in no bill, no capacity and no comparison of stages, and nothing says who may bind it",
	remedy: "Add it to plan/ and let a component make it, or leave it here if that is meant",
	level: always("advisory"),
	scope: "resource",
	types: ["cloudflare:*"],
	// A URN names the types of all ancestors: ours are `stagecraft:…`.
	check: ({ urn, type }) =>
		(urn.split("::")[2] ?? "").startsWith("stagecraft:")
			? COMPLIANT
			: violation("parent", undefined, `must be a component of ours, for ${type}`),
});
