import { isForAll, lifecycleOf } from "../../buckets.ts";
import { COMPLIANT, violation } from "../../outcome.ts";
import { numberAt, valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const FIELD = "abortMultipartUploadsTransition";

export const uploadsNeverAborted = defineRule({
	id: "uploads-never-aborted",
	product: "r2",
	wrong: "Multipart uploads that nobody finishes are kept",
	why: "Their parts are billed as stored and no list shows them",
	remedy: "Add a lifecycle rule that aborts them after a day or a week (stagecraft:overrides.r2Throughput.abortUploadsAfter)",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.bucket],
	check: (bucket, stack) => {
		const rule = lifecycleOf(stack, bucket).find((entry) => isForAll(entry) && valueAt(entry, FIELD) !== undefined);
		const age = rule === undefined ? undefined : numberAt(rule, `${FIELD}.condition.maxAge`);
		return age !== undefined && age > 0
			? COMPLIANT
			: violation(`R2BucketLifecycle.rules.${FIELD}`, age, "must be there for every prefix, with an age");
	},
});
