import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: set(TYPES.d1, "readReplication", { mode: "on" }) },
	says: "readReplication.mode = on: must be auto or disabled",
	missing: { change: set(TYPES.d1, "readReplication", undefined), is: "violations" },
	unknown: { change: set(TYPES.d1, "readReplication.mode", UNKNOWN) },
	notApplicable: { change: drop(TYPES.d1) },
};
