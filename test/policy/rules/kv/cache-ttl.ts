import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { bind, drop, setting, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: setting("app-version", "recordCacheSeconds", 5) },
	says: "app-version: SETTINGS.recordCacheSeconds = 5: must be 0 or at least 60 seconds",
	missing: { change: setting("gateway-version", "keyKvSeconds", undefined), is: "violations" },
	unknown: { change: bind("app-version", "SETTINGS", { json: UNKNOWN }) },
	notApplicable: { change: drop({ type: TYPES.version, name: "app-version" }) },
};
