import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, mark, set, UNKNOWN } from "../../change.ts";

const TIERED = { type: TYPES.tieredCache, name: "edge-tiered-cache" };

export const cases: Cases = {
	violates: { change: mark(TIERED, { urn: `urn:pulumi:test::stagecraft::${TYPES.tieredCache}::mine` }) },
	says: "edge-tiered-cache: parent = (absent): must be a component of ours",
	missing: { change: set(TIERED, "value", undefined), is: "compliant" },
	// It reads nothing that preview could not know.
	unknown: { change: set(TIERED, "value", UNKNOWN), is: "compliant" },
	notApplicable: { change: drop(TIERED) },
};
