import { ofType } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { listAt, textAt, valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";
import { hasZone, NO_ZONE } from "../../zone.ts";

export const zoneWithoutRateLimit = defineRule({
	id: "zone-without-rate-limit",
	product: "edge",
	wrong: "A zone lets an address ask as often as it likes",
	why: "What the Worker's own limit refuses was already billed as a request; the zone refuses it before",
	remedy: "Add a rule to the phase http_ratelimit (stagecraft:overrides.rateLimits.zonePer10Seconds)",
	level: always("advisory"),
	scope: "stack",
	check: (stack) => {
		if (!hasZone(stack)) return notApplicable(NO_ZONE);
		const rules = ofType(stack, TYPES.ruleset)
			.filter((ruleset) => textAt(ruleset, "phase") === "http_ratelimit")
			.flatMap((ruleset) => listAt(ruleset, "rules"))
			.filter((rule) => valueAt(rule, "enabled") === true);
		return rules.length > 0 ? COMPLIANT : violation("Ruleset.rules", undefined, "must have one in the phase http_ratelimit");
	},
});
