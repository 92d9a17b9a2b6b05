import { parseSettings } from "../../../../config/parse-settings.ts";
import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, UNKNOWN } from "../../change.ts";

const QUIET = parseSettings({ stage: "1m", workload: { requestsPerDay: 2_000, tenants: 20 } }, { file: "a test" });

export const cases: Cases = {
	violates: { context: { settings: QUIET } },
	says: "readReplication.mode = auto: must be worth it: replicas for",
	missing: { change: set(TYPES.d1, "readReplication", undefined), is: "not-applicable" },
	unknown: { change: set(TYPES.d1, "readReplication.mode", UNKNOWN) },
	notApplicable: { change: set(TYPES.d1, "readReplication.mode", "disabled") },
	also: ["sharding-too-early"],
};
