import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const GATEWAY = { type: TYPES.version, name: "gateway-version" };
const LARGE = "A".repeat(90_000_000);

export const cases: Cases = {
	violates: {
		change: set(GATEWAY, "modules", [{ name: "gateway.js", contentType: "application/javascript+module", contentBase64: LARGE }]),
	},
	says: "must be at most 67108864 bytes",
	missing: { change: set(GATEWAY, "modules", undefined), is: "compliant" },
	unknown: { change: set(GATEWAY, "modules", UNKNOWN) },
	notApplicable: { change: drop(TYPES.version) },
	// So much code takes long to load, too.
	also: ["worker-startup"],
};
