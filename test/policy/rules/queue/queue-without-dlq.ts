import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const CONSUMER = { type: TYPES.consumer, name: "consumer-events-0" };

export const cases: Cases = {
	violates: { change: set(CONSUMER, "deadLetterQueue", "") },
	says: "consumer-events-0: deadLetterQueue = : must name a queue",
	missing: { change: set(CONSUMER, "deadLetterQueue", undefined), is: "violations" },
	unknown: { change: set(CONSUMER, "deadLetterQueue", UNKNOWN) },
	notApplicable: { change: drop(TYPES.consumer) },
	// Without its source, a dead-letter queue is a queue like others.
	also: ["consumer-retries"],
};
