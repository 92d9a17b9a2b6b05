import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const ARCHIVE = { type: TYPES.bucket, name: "r2-archive" };

export const cases: Cases = {
	violates: { change: set(ARCHIVE, "name", "archive") },
	says: "r2-archive: name = archive: must begin with stagecraft-test-",
	missing: { change: set(ARCHIVE, "name", undefined), is: "violations" },
	unknown: { change: set(ARCHIVE, "name", UNKNOWN) },
	notApplicable: { change: drop(ARCHIVE) },
	// Its lifecycle is another bucket's then.
	also: ["bucket-without-lifecycle", "uploads-never-aborted"],
};
