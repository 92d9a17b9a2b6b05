import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: set(TYPES.crons, "schedules", [{ cron: "*/10 * * * * *" }]) },
	says: "upkeep-crons: schedules[0].cron = */10 * * * * *: must have five fields",
	missing: { change: set(TYPES.crons, "schedules.0.cron", undefined), is: "violations" },
	unknown: { change: set(TYPES.crons, "schedules.0.cron", UNKNOWN) },
	notApplicable: { change: drop(TYPES.crons) },
};
