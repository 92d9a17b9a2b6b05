import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, UNKNOWN } from "../../change.ts";

const SUBJECT = { type: TYPES.consumer, name: "consumer-events-0" };
const FIELD = "settings.batchSize";

export const cases: Cases = {
	violates: { change: set(SUBJECT, FIELD, 500) },
	says: "settings.batchSize = 500: must be 1 to 100 messages",
	missing: { change: set(SUBJECT, FIELD, undefined), is: "violations" },
	unknown: { change: set(SUBJECT, FIELD, UNKNOWN) },
	notApplicable: { change: set(TYPES.consumer, "type", "http_pull") },
};
