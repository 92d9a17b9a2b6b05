import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const MANY = Array.from({ length: 251 }, (_, index) => ({ cron: `${index % 60} ${Math.floor(index / 60)} * * *` }));

export const cases: Cases = {
	violates: { change: set(TYPES.crons, "schedules", MANY) },
	says: "the stack: schedules = 251 crons: must be at most 250 an account",
	missing: { change: set(TYPES.crons, "schedules", undefined), is: "not-applicable" },
	unknown: { change: set(TYPES.crons, "schedules", UNKNOWN) },
	notApplicable: { change: drop(TYPES.crons) },
};
