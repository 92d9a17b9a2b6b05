import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { consumerOf, takesDeadLetters } from "../../queues.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const dlqWithoutConsumer = defineRule({
	id: "dlq-without-consumer",
	product: "queue",
	wrong: "A dead-letter queue has no consumer",
	why: "Dead letters wait out their retention unseen, and are then deleted",
	remedy: "Let a Worker consume the queue and keep what it receives, as workers/deadletters does",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.queue],
	check: (queue, stack) => {
		if (!takesDeadLetters(stack, queue)) return notApplicable("it takes no dead letters");
		return consumerOf(stack, queue) === undefined ? violation("consumer", undefined, "must be there") : COMPLIANT;
	},
});
