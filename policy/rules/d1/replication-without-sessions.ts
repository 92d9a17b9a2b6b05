import { bindingsOf, ofType, settingsOf } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { textAt, valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const replicationWithoutSessions = defineRule({
	id: "replication-without-sessions",
	product: "d1",
	wrong: "Databases have replicas that no session of a Worker reads",
	why: "Replicas answer reads in sessions only (/d1/best-practices/read-replication/, 2026-08-10): without one every read goes to the primary, and replication buys nothing",
	remedy: "Read with withSession (SETTINGS.readReplicas), or switch replication off (stagecraft:overrides.d1ReadLatency.replication)",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.version],
	check: (version, stack) => {
		const shards = bindingsOf(version, "d1").filter((binding) => (textAt(binding, "name") ?? "").startsWith("SHARD__"));
		if (shards.length === 0) return notApplicable("it binds no tenants' databases");
		const replicated = ofType(stack, TYPES.d1).some((database) => valueAt(database, "readReplication.mode") === "auto");
		if (!replicated) return notApplicable("no database has replicas");
		const reads = settingsOf(version)?.["readReplicas"];
		return reads === true ? COMPLIANT : violation("SETTINGS.readReplicas", reads, "must be true where databases have replicas");
	},
});
