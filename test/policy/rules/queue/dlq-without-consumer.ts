import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const DEAD = { type: TYPES.consumer, name: "consumer-events-dlq-0" };

export const cases: Cases = {
	violates: { change: drop(DEAD) },
	says: "queue-events-dlq-0: consumer = (absent): must be there",
	missing: { change: set(DEAD, "queueId", undefined), is: "violations" },
	unknown: { change: set(TYPES.consumer, "queueId", UNKNOWN) },
	notApplicable: { change: set(TYPES.consumer, "deadLetterQueue", undefined) },
};
