import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { bind, set, UNKNOWN } from "../../change.ts";

const APP = { type: TYPES.version, name: "app-version" };

export const cases: Cases = {
	violates: { change: set(APP, "placement", { mode: "off" }) },
	says: "app-version: placement.mode = off: must be smart, or placement.region given",
	missing: { change: set(APP, "placement", undefined), is: "violations" },
	unknown: { change: set(APP, "placement", { mode: UNKNOWN }) },
	notApplicable: { change: bind("gateway-version", "APP__ANY", undefined) },
};
