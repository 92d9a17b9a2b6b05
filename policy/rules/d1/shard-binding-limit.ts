import { LIMITS } from "../../../sizing/limits.ts";
import { bindingsOf } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.workerBindings;

export const shardBindingLimit = defineRule({
	id: "shard-binding-limit",
	product: "d1",
	wrong: "A Worker binds more databases than a Worker may",
	why: "The bindings are the map of shards: a database that can't be bound can't be reached, and the version is refused",
	remedy: "Give each region a Worker of its own (stagecraft:overrides.d1ReadLatency.placement: by-location)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const count = bindingsOf(version, "d1").length;
		if (count === 0) return notApplicable("it binds no database");
		return count <= paid ? COMPLIANT : violation("bindings", `${count} of type d1`, `must be at most ${paid} (${source}, ${date})`);
	},
});
