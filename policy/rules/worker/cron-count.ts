import { LIMITS } from "../../../sizing/limits.ts";
import { ofType } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { listAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.cronsPerAccount;

export const cronCount = defineRule({
	id: "cron-count",
	product: "worker",
	wrong: "The stack has more crons than an account may",
	why: "The last of them are refused in the middle of a deployment",
	remedy: "Let one cron do several jobs, as workers/upkeep does",
	level: always("mandatory"),
	scope: "stack",
	check: (stack) => {
		const count = ofType(stack, TYPES.crons).reduce((sum, trigger) => sum + listAt(trigger, "schedules").length, 0);
		if (count === 0) return notApplicable("it has no crons");
		return count <= paid ? COMPLIANT : violation("schedules", `${count} crons`, `must be at most ${paid} an account (${source}, ${date})`);
	},
});
