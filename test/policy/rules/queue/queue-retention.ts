import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const SUBJECT = { type: TYPES.queue, name: "queue-events-0" };
const FIELD = "settings.messageRetentionPeriod";

export const cases: Cases = {
	violates: { change: set(SUBJECT, FIELD, 5) },
	says: "must be 60 to 1,209,600 seconds",
	missing: { change: set(SUBJECT, FIELD, undefined), is: "violations" },
	unknown: { change: set(SUBJECT, FIELD, UNKNOWN) },
	notApplicable: { change: drop(TYPES.queue) },
};
