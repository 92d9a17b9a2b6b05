import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { add, drop, set, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	baseline: { change: add(TYPES.managedDomain, "files-domain", { bucketName: "stagecraft-test-files", enabled: false }) },
	violates: { change: set(TYPES.managedDomain, "enabled", true) },
	says: "files-domain: enabled = true: must be false",
	missing: { change: set(TYPES.managedDomain, "enabled", undefined), is: "violations" },
	unknown: { change: set(TYPES.managedDomain, "enabled", UNKNOWN) },
	notApplicable: { change: drop(TYPES.managedDomain) },
};
