import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { isPulled, queueOf, takesDeadLetters } from "../../queues.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const queueWithoutDlq = defineRule({
	id: "queue-without-dlq",
	product: "queue",
	wrong: "A queue's consumer has no dead-letter queue",
	why: "A message that fails its last retry is deleted, and nobody learns that it was there",
	remedy: "Give the consumer a deadLetterQueue, with a consumer of its own",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.consumer],
	check: (consumer, stack) => {
		const deadLetterQueue = valueAt(consumer, "deadLetterQueue");
		if (deadLetterQueue !== undefined && deadLetterQueue !== "") return COMPLIANT;
		const queue = queueOf(stack, consumer);
		if (queue !== undefined && takesDeadLetters(stack, queue)) return notApplicable("it consumes dead letters: they are stored or retried");
		return violation(
			"deadLetterQueue",
			deadLetterQueue,
			isPulled(consumer) ? "must name a queue, for pulled messages too" : "must name a queue",
		);
	},
});
