import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { all, drop, mark, set, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	violates: { change: mark({ type: TYPES.worker, name: "objects-worker" }, { protect: false }) },
	says: "objects-worker: protect = false: must be true: its objects hold data (",
	missing: { change: mark(TYPES.d1, { protect: false }), is: "violations" },
	unknown: {
		change: all(
			mark({ type: TYPES.worker, name: "objects-worker" }, { protect: false }),
			set({ type: TYPES.version, name: "objects-version" }, "exports", UNKNOWN),
		),
	},
	notApplicable: { change: drop(TYPES.d1) },
};
