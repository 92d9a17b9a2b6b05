import { parseSettings } from "../../../../config/parse-settings.ts";
import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, setting, UNKNOWN } from "../../change.ts";

const SMALL = parseSettings({ stage: "1m", workload: { requestsPerDay: 1_000, tenants: 100 } }, { file: "a test" });
const LARGE = parseSettings({ stage: "1m" }, { file: "a test" });

export const cases: Cases = {
	// A small stage's way of reading, at a large one's load.
	violates: { context: { overrides: { d1ReadLatency: { placement: "none" } }, settings: LARGE } },
	says: "the stack: SETTINGS.recordCacheSeconds = 900: must earn its price, and costs $",
	baseline: { context: { overrides: { d1ReadLatency: { placement: "none" } }, settings: SMALL } },
	missing: { change: setting("app-version", "recordCacheSeconds", undefined), is: "compliant" },
	unknown: { change: set(TYPES.d1, "readReplication.mode", UNKNOWN) },
	notApplicable: { context: { settings: null } },
};
