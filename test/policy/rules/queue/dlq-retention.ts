import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, UNKNOWN } from "../../change.ts";

const DEAD = { type: TYPES.queue, name: "queue-events-dlq-0" };
const FIELD = "settings.messageRetentionPeriod";

export const cases: Cases = {
	violates: { change: set(DEAD, FIELD, 86_400) },
	says: "queue-events-dlq-0: settings.messageRetentionPeriod = 86400: must be at least 345600 seconds",
	missing: { change: set(DEAD, FIELD, undefined), is: "violations" },
	unknown: { change: set(DEAD, FIELD, UNKNOWN) },
	notApplicable: { change: set(TYPES.consumer, "deadLetterQueue", undefined) },
};
