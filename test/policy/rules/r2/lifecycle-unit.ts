import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const LIFECYCLE = { type: TYPES.lifecycle, name: "r2-files-lifecycle" };
const AGE = "rules.0.abortMultipartUploadsTransition.condition.maxAge";

export const cases: Cases = {
	violates: { change: set(LIFECYCLE, AGE, 1) },
	says: "rules[0].abortMultipartUploadsTransition.condition.maxAge = 1: must be whole days, in seconds",
	missing: { change: set(LIFECYCLE, AGE, undefined), is: "violations" },
	unknown: { change: set(LIFECYCLE, AGE, UNKNOWN) },
	notApplicable: { change: drop(TYPES.lifecycle) },
};
