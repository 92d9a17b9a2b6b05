import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const SHARD = { type: TYPES.d1, name: "d1-pool-weur-0" };

export const cases: Cases = {
	baseline: { before: (resources) => resources },
	violates: { change: drop({ type: TYPES.d1, name: "d1-pool-apac-1" }) },
	says: "the stack: d1-pool-apac-1 = (absent): must stay: it holds data and would be deleted",
	missing: { change: set(SHARD, "primaryLocationHint", undefined), is: "violations" },
	unknown: { change: set(SHARD, "primaryLocationHint", UNKNOWN) },
	notApplicable: { before: null },
};
