import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const SHARD = { type: TYPES.d1, name: "d1-pool-weur-0" };

export const cases: Cases = {
	violates: { change: set(SHARD, "jurisdiction", "eu") },
	says: "d1-pool-weur-0: jurisdiction = eu: excludes primaryLocationHint",
	missing: { change: set(SHARD, "primaryLocationHint", undefined), is: "violations" },
	unknown: { change: set(SHARD, "primaryLocationHint", UNKNOWN) },
	notApplicable: { change: drop(TYPES.d1) },
	// A small stage has no bucket there.
	also: ["bucket-residency"],
};
