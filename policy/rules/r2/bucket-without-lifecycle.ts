import { lifecycleOf } from "../../buckets.ts";
import { COMPLIANT, violation } from "../../outcome.ts";
import { listAt, valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const bucketWithoutLifecycle = defineRule({
	id: "bucket-without-lifecycle",
	product: "r2",
	wrong: "A bucket keeps everything for ever at the price of what is read daily",
	why: "Archives, files and dead letters only grow: what nobody reads after a month costs a third less in Infrequent Access, and what is expired nothing",
	remedy: "Add a lifecycle rule that expires objects or moves them to Infrequent Access (stagecraft:overrides.r2Throughput)",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.bucket],
	check: (bucket, stack) => {
		const rules = lifecycleOf(stack, bucket);
		const ages = rules.some(
			(rule) => valueAt(rule, "deleteObjectsTransition") !== undefined || listAt(rule, "storageClassTransitions").length > 0,
		);
		return ages
			? COMPLIANT
			: violation("R2BucketLifecycle.rules", rules.length === 0 ? undefined : `${rules.length} rules`, "must expire or move objects");
	},
});
