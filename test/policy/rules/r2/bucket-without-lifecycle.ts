import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const LIFECYCLE = { type: TYPES.lifecycle, name: "r2-archive-lifecycle" };
const ABORT = {
	id: "abort",
	enabled: true,
	conditions: { prefix: "" },
	abortMultipartUploadsTransition: { condition: { type: "Age", maxAge: 86_400 } },
};

export const cases: Cases = {
	violates: { change: set(LIFECYCLE, "rules", [ABORT]) },
	says: "r2-archive: R2BucketLifecycle.rules = 1 rules: must expire or move objects",
	missing: { change: drop(LIFECYCLE), is: "violations" },
	unknown: { change: set(LIFECYCLE, "rules", UNKNOWN) },
	notApplicable: { change: drop(TYPES.bucket) },
};
