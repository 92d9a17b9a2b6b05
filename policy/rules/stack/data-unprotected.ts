import { isLive, objectsOf } from "../../exports.ts";
import { ofType, workerOf } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { defineRule, from } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const dataUnprotected = defineRule({
	id: "data-unprotected",
	product: "stack",
	wrong: "What holds data isn't protected",
	why: "One wrong name in a change deletes or replaces it, and the engine asks nobody",
	remedy: "Protect it (stagecraft:overrides.safety.protect); release one thing at a time when it is to go",
	level: from("10k", "mandatory", "advisory"),
	scope: "among",
	types: [TYPES.d1, TYPES.kv, TYPES.queue, TYPES.bucket, TYPES.worker],
	check: (resource, stack) => {
		if (resource.protect) return COMPLIANT;
		if (resource.type !== TYPES.worker) return violation("protect", false, "must be true for what holds data");
		const versions = ofType(stack, TYPES.version).filter((version) => workerOf(stack, version)?.urn === resource.urn);
		const objects = versions.flatMap(objectsOf).filter(isLive);
		if (objects.length === 0) return notApplicable("it has no objects");
		return violation("protect", false, `must be true: its objects hold data (${objects.map(([name]) => name).join(", ")})`);
	},
});
