import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const GATEWAY = { type: TYPES.version, name: "gateway-version" };

export const cases: Cases = {
	violates: { change: set(GATEWAY, "compatibilityDate", "2027-01-01") },
	says: "gateway-version: compatibilityDate = 2027-01-01: must not be in the future",
	missing: { change: set(GATEWAY, "compatibilityDate", undefined), is: "violations" },
	unknown: { change: set(GATEWAY, "compatibilityDate", UNKNOWN) },
	notApplicable: { change: drop(TYPES.version) },
};
