import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN, unbind } from "../../change.ts";

export const cases: Cases = {
	violates: { change: unbind("gateway-version", "ratelimit") },
	says: "gateway-version: bindings = (absent): must have one of type ratelimit",
	missing: { change: set({ type: TYPES.version, name: "gateway-version" }, "bindings", undefined), is: "violations" },
	unknown: { change: set({ type: TYPES.version, name: "gateway-version" }, "bindings", UNKNOWN) },
	notApplicable: { change: drop(TYPES.customDomain) },
};
