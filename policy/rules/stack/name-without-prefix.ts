import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

/** Where each type keeps its name at Cloudflare. */
const NAMES: Readonly<Record<string, string>> = {
	[TYPES.kv]: "title",
	[TYPES.d1]: "name",
	[TYPES.queue]: "queueName",
	[TYPES.bucket]: "name",
	[TYPES.worker]: "name",
	[TYPES.workflow]: "workflowName",
};

export const nameWithoutPrefix = defineRule({
	id: "name-without-prefix",
	product: "stack",
	wrong: "A name doesn't begin with the environment's",
	why: "Environments of one account share its names: without a prefix, staging takes production's queue, or is refused",
	remedy: "Let the name begin with project and stack, as the plan's names do",
	level: always("mandatory"),
	scope: "resource",
	types: Object.keys(NAMES),
	check: (resource, { prefix }) => {
		const field = NAMES[resource.type];
		if (field === undefined) return notApplicable("it has no name");
		const name = textAt(resource, field);
		return name?.startsWith(`${prefix}-`) ? COMPLIANT : violation(field, name, `must begin with ${prefix}-`);
	},
});
