import { COMPLIANT, violation } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const bucketPublic = defineRule({
	id: "bucket-public",
	product: "r2",
	wrong: "A bucket is open to the internet",
	why: "Whoever knows or guesses a name reads it: no key, no tenant, no limit, and every read is billed",
	remedy: "Switch the domain off; give files out through a Worker or by presigned URLs",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.managedDomain, TYPES.bucketDomain],
	check: (domain) => {
		const enabled = valueAt(domain, "enabled");
		return enabled === false ? COMPLIANT : violation("enabled", enabled, "must be false: no bucket of tenants' data is public");
	},
});
