import { LIMITS } from "../../../sizing/limits.ts";
import { checkBounds } from "../../bounds.ts";
import { queueOf, takesDeadLetters } from "../../queues.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

/** With a delay that doubles from seconds, the tenth retry comes hours after the first: what still fails then is dead. */
const SENSIBLE = 20;
const { paid, source, date } = LIMITS.queueRetries;

export const consumerRetries = defineRule({
	id: "consumer-retries",
	product: "queue",
	wrong: "A consumer retries less than once, or more than is sensible",
	why: "Without a retry a restarted database loses messages; with a hundred, a poison message is paid for a hundred times",
	remedy: "Retry 3 to 10 times, and keep the rest as dead letters (stagecraft:overrides.queueThroughput.retries)",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.consumer],
	check: (consumer, stack) => {
		const queue = queueOf(stack, consumer);
		// Dead letters have nowhere else to go: they are tried for as long as Cloudflare does.
		if (queue !== undefined && takesDeadLetters(stack, queue))
			return checkBounds(consumer, "settings.maxRetries", { min: 1, max: paid, unit: "retries", source: `${source}, ${date}` });
		const sensible = "Cloudflare allows 100, which no message is worth";
		return checkBounds(consumer, "settings.maxRetries", { min: 1, max: SENSIBLE, unit: "retries", source: sensible });
	},
});
