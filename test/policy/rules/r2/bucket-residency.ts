import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { bind, drop, set, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: bind("app-version", "FILES__EU", { jurisdiction: "fedramp" }) },
	says: "app-version bindings.FILES__EU.jurisdiction = fedramp: must be eu",
	missing: { change: set({ type: TYPES.bucket, name: "r2-files-eu" }, "jurisdiction", undefined), is: "violations" },
	unknown: { change: set(TYPES.bucket, "jurisdiction", UNKNOWN) },
	notApplicable: { change: drop({ type: TYPES.d1, name: "d1-tenant-acme-0" }) },
};
