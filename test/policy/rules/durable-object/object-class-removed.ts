import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { drop, set, UNKNOWN } from "../../change.ts";

const OBJECTS = { type: TYPES.version, name: "objects-version" };

export const cases: Cases = {
	baseline: { before: (resources) => resources },
	violates: { change: set(OBJECTS, "exports.Hub", { type: "durable-object", state: "renamed", renamedTo: "Lobby" }) },
	says: "objects-version exports.Hub.renamedTo = Lobby: must be a class in the same exports",
	missing: { change: set(OBJECTS, "exports.Hub", undefined), is: "violations" },
	unknown: { change: set(OBJECTS, "exports", UNKNOWN) },
	notApplicable: { before: drop(OBJECTS) },
	// Who binds the class binds what isn't there.
	also: ["object-class-not-exported"],
};
