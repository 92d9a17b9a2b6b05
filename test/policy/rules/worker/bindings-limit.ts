import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const GATEWAY = { type: TYPES.version, name: "gateway-version" };
const MANY = Array.from({ length: 5_001 }, (_, index) => ({ type: "kv_namespace", name: `B_${index}`, namespaceId: "0" }));

export const cases: Cases = {
	violates: { change: set(GATEWAY, "bindings", MANY) },
	says: "gateway-version: bindings = 5001 bindings: must be at most 5000",
	missing: { change: set(GATEWAY, "bindings", undefined), is: "compliant" },
	unknown: { change: set(GATEWAY, "bindings", UNKNOWN) },
	notApplicable: { change: drop(GATEWAY) },
	// What the Worker lived on is gone.
	also: ["cache-ttl", "public-without-rate-limit"],
};
