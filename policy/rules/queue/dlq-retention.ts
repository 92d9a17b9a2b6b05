import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { sourcesOf, takesDeadLetters } from "../../queues.ts";
import { numberAt, valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const FIELD = "settings.messageRetentionPeriod";
const DAY = 86_400;

export const dlqRetention = defineRule({
	id: "dlq-retention",
	product: "queue",
	wrong: "A dead-letter queue keeps messages too short, or doesn't say how long",
	why: "A failure on Friday evening is looked at on Monday: what is dead must outlive a weekend, and the queue that it came from",
	remedy: "Set the retention to 4 days at least, best 14 days (stagecraft:overrides.queueThroughput.deadLetterRetention)",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.queue],
	check: (queue, stack) => {
		if (!takesDeadLetters(stack, queue)) return notApplicable("it takes no dead letters");
		const longest = Math.max(4 * DAY, ...sourcesOf(stack, queue).map((source) => numberAt(source, FIELD) ?? 0));
		const retention = valueAt(queue, FIELD);
		if (typeof retention === "number" && retention >= longest) return COMPLIANT;
		return violation(FIELD, retention, `must be at least ${longest} seconds, as in the queue that it serves`);
	},
});
