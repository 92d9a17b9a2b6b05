import { checkBounds } from "../../bounds.ts";
import { notApplicable, violation } from "../../outcome.ts";
import { isPulled } from "../../queues.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const FIELD = "settings.maxWaitTimeMs";
/** Nobody means to wait 5 ms for a batch: it was meant as seconds. */
const SECONDS_MEANT = 60;

export const consumerWait = defineRule({
	id: "consumer-wait",
	product: "queue",
	wrong: "A consumer's wait for a batch is missing, out of bounds or in another unit than milliseconds",
	why: "This one time is in milliseconds and the others in seconds: 5 would send batches of one message",
	remedy: "Set it in milliseconds, from 1000 to 60000 (stagecraft:overrides.queueThroughput.batchWait)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.consumer],
	check: (consumer) => {
		if (isPulled(consumer)) return notApplicable("a pull doesn't wait");
		const value = valueAt(consumer, FIELD);
		if (typeof value === "number" && value > 0 && value <= SECONDS_MEANT)
			return violation(FIELD, value, "must be milliseconds, and looks like seconds");
		return checkBounds(consumer, FIELD, { min: 0, max: 60_000, unit: "ms", source: "/queues/platform/limits/, 2026-09-17" });
	},
});
