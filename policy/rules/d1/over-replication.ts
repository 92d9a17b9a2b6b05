import { findTooMuch } from "../../../sizing/too-much.ts";
import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { NO_SETTINGS, toSizedPlan } from "../../sized.ts";

export const overReplication = defineRule({
	id: "over-replication",
	product: "d1",
	wrong: "Databases have replicas for reads that one primary answers easily",
	why: "A replica is behind its primary: for few reads it makes answers older and nothing faster",
	remedy: "Switch replication off (stagecraft:overrides.d1ReadLatency.replication), until reads are far away or many",
	level: always("advisory"),
	scope: "stack",
	check: (stack) => {
		const plan = toSizedPlan(stack);
		if (plan === null) return notApplicable(NO_SETTINGS);
		if (plan.knobs.d1ReadLatency.replication === "disabled") return notApplicable("no database has replicas");
		const over = findTooMuch(plan).filter(({ kind }) => kind === "over-replication");
		return toOutcome(over.map(({ why }) => makeFault("readReplication.mode", "auto", `must be worth it: ${why}`)));
	},
});
