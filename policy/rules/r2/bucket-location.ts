import { COMPLIANT, violation } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const bucketLocation = defineRule({
	id: "bucket-location",
	product: "r2",
	wrong: "A bucket has neither a location hint nor a jurisdiction",
	why: "Cloudflare then puts it near whoever made it, and it can't be moved",
	remedy: "Give location or jurisdiction before the bucket is made",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.bucket],
	check: (bucket) =>
		valueAt(bucket, "location") === undefined && valueAt(bucket, "jurisdiction") === undefined
			? violation("location", undefined, "must be given, or jurisdiction (/r2/reference/data-location/, 2026-09-17)")
			: COMPLIANT,
});
