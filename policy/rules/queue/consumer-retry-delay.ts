import { LIMITS } from "../../../sizing/limits.ts";
import { checkBounds } from "../../bounds.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.queueDelay;

export const consumerRetryDelay = defineRule({
	id: "consumer-retry-delay",
	product: "queue",
	wrong: "A consumer's delay between retries is missing, out of bounds or in another unit than seconds",
	why: "Without a delay all retries are over before what failed is back; a number in milliseconds is hours, or refused",
	remedy: "Set it in seconds, from 1 to 86400 (stagecraft:overrides.queueThroughput.retryDelay)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.consumer],
	check: (consumer) => checkBounds(consumer, "settings.retryDelay", { min: 1, max: paid, unit: "seconds", source: `${source}, ${date}` }),
});
