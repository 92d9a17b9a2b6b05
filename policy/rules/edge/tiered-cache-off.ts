import { ofType } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { defineRule, from } from "../../rule.ts";
import { TYPES } from "../../types.ts";
import { hasZone, NO_ZONE } from "../../zone.ts";

export const tieredCacheOff = defineRule({
	id: "tiered-cache-off",
	product: "edge",
	wrong: "A zone with traffic from everywhere has no Tiered Cache",
	why: "Each data center then asks the origin for itself; tiers ask once for a region, and cost nothing (/cache/how-to/tiered-cache/, 2026-09-17)",
	remedy: "Switch it on (stagecraft:overrides.edge.tieredCache)",
	level: from("1m", "mandatory", "off"),
	scope: "stack",
	check: (stack) => {
		if (!hasZone(stack)) return notApplicable(NO_ZONE);
		const [tiered] = ofType(stack, TYPES.tieredCache);
		const value = tiered === undefined ? undefined : valueAt(tiered, "value");
		return value === "on" ? COMPLIANT : violation("TieredCache.value", value, "must be on");
	},
});
