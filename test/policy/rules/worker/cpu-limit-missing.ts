import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const GATEWAY = { type: TYPES.version, name: "gateway-version" };

export const cases: Cases = {
	violates: { change: set(GATEWAY, "limits.cpuMs", 400_000) },
	says: "gateway-version: limits.cpuMs = 400000: must be 10 to 300,000 ms",
	missing: { change: set(GATEWAY, "limits", undefined), is: "violations" },
	unknown: { change: set(GATEWAY, "limits.cpuMs", UNKNOWN) },
	notApplicable: { change: drop(TYPES.version) },
};
