import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { bind, set, setting, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: setting("app-version", "readReplicas", false) },
	says: "app-version: SETTINGS.readReplicas = false: must be true where databases have replicas",
	missing: { change: setting("app-version", "readReplicas", undefined), is: "violations" },
	unknown: { change: bind("app-version", "SETTINGS", { json: UNKNOWN }) },
	notApplicable: { change: set(TYPES.d1, "readReplication.mode", "disabled") },
};
