import { parseSettings } from "../../../../config/parse-settings.ts";
import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, UNKNOWN } from "../../change.ts";

const QUIET = parseSettings({ stage: "1m", workload: { requestsPerDay: 90_000, tenants: 900 } }, { file: "a test" });

export const cases: Cases = {
	violates: { context: { settings: QUIET } },
	says: "must be as few as the load needs: 10 shared databases",
	missing: { change: set(TYPES.d1, "name", undefined), is: "compliant" },
	unknown: { change: set(TYPES.d1, "name", UNKNOWN) },
	notApplicable: { context: { settings: null } },
	also: ["over-replication"],
};
