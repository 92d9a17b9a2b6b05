import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, UNKNOWN } from "../../change.ts";

const ACME = { type: TYPES.d1, name: "d1-tenant-acme-0" };

export const cases: Cases = {
	violates: { change: set(ACME, "jurisdiction", "fedramp") },
	says: "d1-tenant-acme-0: jurisdiction = fedramp: must be eu, as for tenant acme",
	missing: { change: set(ACME, "jurisdiction", undefined), is: "violations" },
	unknown: { change: set(ACME, "jurisdiction", UNKNOWN) },
	notApplicable: { change: set(ACME, "name", "stagecraft-test-pool-weur-9") },
	// Its bucket is in another place then.
	also: ["bucket-residency"],
};
