import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { all, drop, set, UNKNOWN } from "../../change.ts";

const ZONE = [TYPES.customDomain, TYPES.route, TYPES.tieredCache, TYPES.ruleset];
const LIMITS = { type: TYPES.ruleset, name: "edge-rate-limit" };

export const cases: Cases = {
	violates: { change: set(LIMITS, "rules", []) },
	says: "the stack: Ruleset.rules = (absent): must have one in the phase http_ratelimit",
	missing: { change: drop(LIMITS), is: "violations" },
	unknown: { change: set(LIMITS, "rules", UNKNOWN) },
	notApplicable: { change: all(...ZONE.map(drop)) },
};
