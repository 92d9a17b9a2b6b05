import { COMPLIANT, violation } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const replicationExplicit = defineRule({
	id: "replication-explicit",
	product: "d1",
	wrong: "A database doesn't say whether it has replicas",
	why: "Once it was given, leaving it out is sent as null, which the API refuses (tf-migrate #319)",
	remedy: "Set readReplication.mode to auto or disabled",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.d1],
	check: (database) => {
		const mode = valueAt(database, "readReplication.mode");
		return mode === "auto" || mode === "disabled" ? COMPLIANT : violation("readReplication.mode", mode, "must be auto or disabled");
	},
});
