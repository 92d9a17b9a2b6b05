import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const SUBJECT = { type: TYPES.consumer, name: "consumer-events-0" };
const FIELD = "settings.maxRetries";

export const cases: Cases = {
	violates: { change: set(SUBJECT, FIELD, 0) },
	says: "must be 1 to 20 retries",
	missing: { change: set(SUBJECT, FIELD, undefined), is: "violations" },
	unknown: { change: set(SUBJECT, FIELD, UNKNOWN) },
	notApplicable: { change: drop(TYPES.consumer) },
};
