import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, UNKNOWN } from "../../change.ts";

const SUBJECT = { type: TYPES.consumer, name: "consumer-events-0" };
const FIELD = "settings.maxWaitTimeMs";

export const cases: Cases = {
	violates: { change: set(SUBJECT, FIELD, 5) },
	says: "must be milliseconds, and looks like seconds",
	missing: { change: set(SUBJECT, FIELD, undefined), is: "violations" },
	unknown: { change: set(SUBJECT, FIELD, UNKNOWN) },
	notApplicable: { change: set(TYPES.consumer, "type", "http_pull") },
};
