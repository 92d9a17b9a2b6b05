import { checkBounds } from "../../bounds.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const queueRetention = defineRule({
	id: "queue-retention",
	product: "queue",
	wrong: "A queue's retention is missing, out of bounds or in another unit than seconds",
	why: "Messages older than the retention are deleted; a number meant as minutes or milliseconds is refused, or deletes early",
	remedy: "Set it in seconds, for a few days (stagecraft:overrides.queueThroughput.retention)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.queue],
	check: (queue) =>
		checkBounds(queue, "settings.messageRetentionPeriod", {
			min: 60,
			max: 1_209_600,
			unit: "seconds",
			source: "/queues/platform/limits/, 2026-09-17",
		}),
});
