import { LIMITS } from "../../../sizing/limits.ts";
import { checkBounds } from "../../bounds.ts";
import { notApplicable } from "../../outcome.ts";
import { isPulled } from "../../queues.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.queueConsumers;

export const consumerConcurrency = defineRule({
	id: "consumer-concurrency",
	product: "queue",
	wrong: "A consumer's concurrency is missing or out of bounds",
	why: "Without a bound, a backlog starts as many consumers as Cloudflare allows, and all of them write to the same databases",
	remedy: "Set how many batches the databases take at once (stagecraft:overrides.queueThroughput.concurrency)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.consumer],
	check: (consumer) =>
		isPulled(consumer)
			? notApplicable("whoever pulls decides")
			: checkBounds(consumer, "settings.maxConcurrency", { min: 1, max: paid, unit: "invocations at once", source: `${source}, ${date}` }),
});
