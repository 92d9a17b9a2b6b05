import { parseSettings } from "../../../../config/parse-settings.ts";
import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, UNKNOWN } from "../../change.ts";

const BUSY = parseSettings({ stage: "1m", workload: { requestsPerDay: 20_000_000, tenants: 200_000 } }, { file: "a test" });

export const cases: Cases = {
	violates: { context: { settings: BUSY } },
	says: "must use at most 80 %",
	missing: { change: set(TYPES.d1, "readReplication", undefined), is: "compliant" },
	unknown: { change: set(TYPES.d1, "readReplication.mode", UNKNOWN) },
	notApplicable: { context: { settings: null } },
	// What a small stage caches costs more at so much more load.
	also: ["kv-dearer-than-reads"],
};
