import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { all, drop, set, UNKNOWN } from "../../change.ts";

const ARCHIVE = { type: TYPES.bucket, name: "r2-archive" };

export const cases: Cases = {
	violates: { change: set(ARCHIVE, "location", undefined) },
	says: "r2-archive: location = (absent): must be given, or jurisdiction",
	missing: { change: all(set(ARCHIVE, "location", undefined), set(ARCHIVE, "jurisdiction", undefined)), is: "violations" },
	unknown: { change: set(ARCHIVE, "location", UNKNOWN) },
	notApplicable: { change: drop(TYPES.bucket) },
};
