import { cachedOf } from "../../exports.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const workersCacheCrossVersion = defineRule({
	id: "workers-cache-cross-version",
	product: "worker",
	wrong: "Workers Cache isn't told whether a new version may serve what an older one cached",
	why: "Shared, a changed answer shows up when the old one ages out; not shared, every deployment starts cold: either is a choice, neither a default",
	remedy: "Set cacheOptions.crossVersionCache, true or false",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const options = valueAt(version, "cacheOptions");
		if (options === undefined && cachedOf(version).length === 0) return notApplicable("nothing of it is cached");
		const choice = valueAt(version, "cacheOptions.crossVersionCache");
		return typeof choice === "boolean" ? COMPLIANT : violation("cacheOptions.crossVersionCache", choice, "must be true or false");
	},
});
