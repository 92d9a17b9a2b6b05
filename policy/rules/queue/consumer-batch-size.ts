import { checkBounds } from "../../bounds.ts";
import { notApplicable } from "../../outcome.ts";
import { isPulled } from "../../queues.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const consumerBatchSize = defineRule({
	id: "consumer-batch-size",
	product: "queue",
	wrong: "A consumer's batch size is missing or out of bounds",
	why: "The default of 10 pays ten invocations and ten statements for what one does",
	remedy: "Set it from 1 to 100 (stagecraft:overrides.queueThroughput.batchSize)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.consumer],
	check: (consumer) =>
		isPulled(consumer)
			? notApplicable("a pull says how many it takes")
			: checkBounds(consumer, "settings.batchSize", { min: 1, max: 100, unit: "messages", source: "/queues/platform/limits/, 2026-09-17" }),
});
