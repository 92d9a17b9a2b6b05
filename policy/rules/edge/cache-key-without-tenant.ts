import { checkCacheRules } from "../../cache-rules.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

/** Headers that tell tenants apart. */
const TENANT = /^(?:authorization|cookie|x-api-key|x-tenant.*)$/i;

export const cacheKeyWithoutTenant = defineRule({
	id: "cache-key-without-tenant",
	product: "edge",
	wrong: "A cache rule of the zone stores answers under a key without the tenant",
	why: "The API's paths are the same for every tenant: the first one's answer is given to the next",
	remedy: "Put the authorization header into the cache key (cacheKey.customKey.header.include), or don't cache there",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.ruleset],
	check: (ruleset) =>
		checkCacheRules(
			ruleset,
			"cacheKey",
			(rule) => {
				const names = valueAt(rule, "actionParameters.cacheKey.customKey.header.include");
				return Array.isArray(names) && names.some((name) => typeof name === "string" && TENANT.test(name));
			},
			"must have the header that tells tenants apart",
		),
});
