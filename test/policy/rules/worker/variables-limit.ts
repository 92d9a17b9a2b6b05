import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const DEADLETTERS = { type: TYPES.version, name: "deadletters-version" };
const MANY = Array.from({ length: 129 }, (_, index) => ({ type: "plain_text", name: `V_${index}`, text: "" }));

export const cases: Cases = {
	violates: { change: set(DEADLETTERS, "bindings", MANY) },
	says: "deadletters-version: bindings = 129 variables: must be at most 128",
	missing: { change: set(DEADLETTERS, "bindings", undefined), is: "compliant" },
	unknown: { change: set(DEADLETTERS, "bindings", UNKNOWN) },
	notApplicable: { change: drop(TYPES.version) },
};
