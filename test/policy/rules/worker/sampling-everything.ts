import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const WORKER = { type: TYPES.worker, name: "gateway-worker" };
const RATE = "observability.headSamplingRate";

export const cases: Cases = {
	violates: { change: set(WORKER, RATE, 1) },
	says: "gateway-worker: observability.headSamplingRate = 1: must be less than 1: logging all costs $",
	missing: { change: set(WORKER, RATE, undefined), is: "violations" },
	unknown: { change: set(WORKER, RATE, UNKNOWN) },
	notApplicable: { change: drop(TYPES.worker) },
};
