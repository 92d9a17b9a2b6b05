import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { bind, drop, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: bind("gateway-version", "HUB", { className: "Lobby" }) },
	says: "gateway-version: bindings.HUB.className = Lobby: must be a class that stagecraft-test-objects exports",
	missing: { change: bind("gateway-version", "HUB", { className: null }), is: "violations" },
	unknown: { change: bind("gateway-version", "HUB", { className: UNKNOWN }) },
	notApplicable: { change: drop(TYPES.version) },
};
