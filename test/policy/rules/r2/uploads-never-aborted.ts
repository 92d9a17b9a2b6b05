import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const LIFECYCLE = { type: TYPES.lifecycle, name: "r2-files-lifecycle" };

export const cases: Cases = {
	violates: { change: set(LIFECYCLE, "rules.0.enabled", false) },
	says: "r2-files: R2BucketLifecycle.rules.abortMultipartUploadsTransition = (absent): must be there for every prefix",
	missing: { change: set(LIFECYCLE, "rules.0.abortMultipartUploadsTransition", undefined), is: "violations" },
	unknown: { change: set(LIFECYCLE, "rules.0.abortMultipartUploadsTransition", UNKNOWN) },
	notApplicable: { change: drop(TYPES.bucket) },
};
