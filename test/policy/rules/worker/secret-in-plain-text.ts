import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { bind, drop, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: bind("gateway-version", "STRIPE_API_KEY", { type: "plain_text", text: "a value" }) },
	says: "gateway-version: bindings.STRIPE_API_KEY = (hidden): must not hold a secret",
	missing: { change: bind("gateway-version", "STRIPE_API_KEY", { type: "plain_text" }), is: "compliant" },
	unknown: { change: bind("gateway-version", "STRIPE_API_KEY", { type: "plain_text", text: UNKNOWN }) },
	notApplicable: { change: drop(TYPES.version) },
};
