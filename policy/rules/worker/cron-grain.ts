import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { listAt, textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const FIELDS = 5;

export const cronGrain = defineRule({
	id: "cron-grain",
	product: "worker",
	wrong: "A cron isn't one of five fields, or stands twice",
	why: "A minute is the finest there is; a sixth field, seconds elsewhere, is refused in the middle of a deployment",
	remedy: "Write minute, hour, day, month and weekday; for less than a minute set an alarm in a Durable Object",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.crons],
	check: (trigger) => {
		const crons = listAt(trigger, "schedules").map((schedule) => textAt(schedule, "cron") ?? "");
		if (crons.length === 0) return notApplicable("it has no schedule");
		return toOutcome(
			crons.flatMap((cron, index) => {
				const field = `schedules[${index}].cron`;
				if (cron.split(/\s+/).filter(Boolean).length !== FIELDS) return [makeFault(field, cron, "must have five fields")];
				return crons.indexOf(cron) < index
					? [makeFault(field, cron, "must stand once: a Worker's cron runs once for each expression")]
					: [];
			}),
		);
	},
});
