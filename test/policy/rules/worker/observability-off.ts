import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const WORKER = { type: TYPES.worker, name: "gateway-worker" };

export const cases: Cases = {
	violates: { change: set(WORKER, "observability.logs.enabled", false) },
	says: "gateway-worker: observability.logs.enabled = false: must be true",
	missing: { change: set(WORKER, "observability.enabled", undefined), is: "violations" },
	unknown: { change: set(WORKER, "observability.enabled", UNKNOWN) },
	notApplicable: { change: drop(TYPES.worker) },
};
