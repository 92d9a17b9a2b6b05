import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { bind, drop, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: bind("gateway-version", "MOTD", { type: "plain_text", text: "x".repeat(5_001) }) },
	says: "gateway-version: bindings.MOTD = 5001 bytes: must be at most 5000 bytes",
	missing: { change: bind("gateway-version", "MOTD", { type: "plain_text" }), is: "compliant" },
	unknown: { change: bind("gateway-version", "MOTD", { type: "plain_text", text: UNKNOWN }) },
	notApplicable: { change: drop(TYPES.version) },
};
