import { cachedOf } from "../../exports.ts";
import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const workersCacheWithoutTenant = defineRule({
	id: "workers-cache-without-tenant",
	product: "worker",
	wrong: "Workers Cache stands in front of a whole Worker, and knows no tenant",
	why: "A Worker's default entrypoint is cached by URL alone, so one tenant's answer is given to the next; a named one by its ctx.props too, which hold the tenant (/workers/cache/, 2026-09-17)",
	remedy: "Switch cacheOptions off and cache named entrypoints, called with the tenant in ctx.props",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const [enabled, cached] = [valueAt(version, "cacheOptions.enabled"), cachedOf(version)];
		if (enabled === undefined && cached.length === 0) return notApplicable("nothing of it is cached");
		return toOutcome([
			...(enabled === true ? [makeFault("cacheOptions.enabled", enabled, "must be false for the Worker as a whole")] : []),
			...(cached.includes("default") ? [makeFault("exports.default.cache.enabled", true, "must be false: it has no ctx.props")] : []),
		]);
	},
});
