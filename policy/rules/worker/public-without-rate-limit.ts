import { bindingsOf, isPublic, workerOf } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const publicWithoutRateLimit = defineRule({
	id: "public-without-rate-limit",
	product: "worker",
	wrong: "A public Worker has no rate limit",
	why: "One client's loop is everybody's outage, and every request of it is billed",
	remedy: "Bind a ratelimit, and ask it before anything that costs",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.version],
	check: (version, stack) => {
		const worker = workerOf(stack, version);
		if (worker === undefined || !isPublic(stack, worker)) return notApplicable("the internet doesn't reach it");
		return bindingsOf(version, "ratelimit").length > 0 ? COMPLIANT : violation("bindings", undefined, "must have one of type ratelimit");
	},
});
