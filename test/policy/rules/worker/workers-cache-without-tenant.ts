import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { all, set, UNKNOWN } from "../../change.ts";

const GATEWAY = { type: TYPES.version, name: "gateway-version" };

export const cases: Cases = {
	violates: { change: set(GATEWAY, "cacheOptions.enabled", true) },
	says: "gateway-version: cacheOptions.enabled = true: must be false for the Worker as a whole",
	missing: { change: set(GATEWAY, "cacheOptions", undefined), is: "compliant" },
	unknown: { change: set(GATEWAY, "cacheOptions.enabled", UNKNOWN) },
	notApplicable: { change: all(set(TYPES.version, "cacheOptions", undefined), set(TYPES.version, "exports", undefined)) },
};
