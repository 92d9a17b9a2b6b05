import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const GATEWAY = { type: TYPES.version, name: "gateway-version" };

export const cases: Cases = {
	violates: { change: set(GATEWAY, "placement", { mode: "smart" }) },
	says: "gateway-version: placement.mode = smart: must be left out of a public Worker",
	missing: { change: set(GATEWAY, "placement", undefined), is: "compliant" },
	unknown: { change: set(GATEWAY, "placement", { mode: UNKNOWN }) },
	// On workers.dev neither.
	notApplicable: { change: drop(TYPES.customDomain) },
};
