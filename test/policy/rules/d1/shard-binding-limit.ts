import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const APP = { type: TYPES.version, name: "app-version" };
const MANY = Array.from({ length: 5_001 }, (_, index) => ({ type: "d1", name: `B_${index}`, databaseId: "0" }));

export const cases: Cases = {
	violates: { change: set(APP, "bindings", MANY) },
	says: "app-version: bindings = 5001 of type d1: must be at most 5000",
	missing: { change: set(APP, "bindings", undefined), is: "compliant" },
	unknown: { change: set(APP, "bindings", UNKNOWN) },
	notApplicable: { change: drop(APP) },
	// They are bindings too, and what the Worker lived on is gone.
	also: ["bindings-limit", "cache-ttl"],
};
