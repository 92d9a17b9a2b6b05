import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { all, drop, set, UNKNOWN } from "../../change.ts";

const ZONE = [TYPES.customDomain, TYPES.route, TYPES.tieredCache, TYPES.ruleset];

export const cases: Cases = {
	violates: { change: set(TYPES.tieredCache, "value", "off") },
	says: "the stack: TieredCache.value = off: must be on",
	missing: { change: drop(TYPES.tieredCache), is: "violations" },
	unknown: { change: set(TYPES.tieredCache, "value", UNKNOWN) },
	notApplicable: { change: all(...ZONE.map(drop)) },
};
