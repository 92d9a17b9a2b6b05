import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const RULES = { type: TYPES.ruleset, name: "edge-cache-rules" };
const CACHING = {
	ref: "cache-api",
	enabled: true,
	action: "set_cache_settings",
	actionParameters: {
		cache: true,
		edgeTtl: { mode: "override_origin", default: 60 },
		cacheKey: { customKey: { header: { include: ["authorization"] } } },
	},
};

export const cases: Cases = {
	baseline: { change: set(RULES, "rules", [CACHING]) },
	violates: { change: set(RULES, "rules.0.actionParameters.cacheKey.customKey.header.include", ["accept"]) },
	says: "edge-cache-rules: rules[0].actionParameters.cacheKey = ",
	missing: { change: set(RULES, "rules.0.actionParameters.cacheKey", undefined), is: "violations" },
	unknown: { change: set(RULES, "rules.0.actionParameters.cacheKey", UNKNOWN) },
	notApplicable: { change: drop(TYPES.ruleset) },
};
