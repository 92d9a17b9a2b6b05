import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const GATEWAY = { type: TYPES.version, name: "gateway-version" };

export const cases: Cases = {
	violates: { change: set(GATEWAY, "compatibilityDate", "2025-11-20") },
	says: "gateway-version: compatibilityDate = 2025-11-20: must be younger than a year",
	missing: { change: set(GATEWAY, "compatibilityDate", undefined), is: "compliant" },
	unknown: { change: set(GATEWAY, "compatibilityDate", UNKNOWN) },
	notApplicable: { change: drop(TYPES.version) },
};
