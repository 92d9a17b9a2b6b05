import type { Judged } from "./judged.ts";
import { makeFault, notApplicable, type Outcome, toOutcome } from "./outcome.ts";
import { listAt, textAt, valueAt } from "./read.ts";

type Rule = Readonly<Record<string, unknown>>;

/** What each rule of a zone's cache that lets it cache must have: null, or what is wrong. */
export function checkCacheRules(ruleset: Judged, field: string, isKept: (rule: Rule) => boolean, must: string): Outcome {
	if (textAt(ruleset, "phase") !== "http_request_cache_settings") return notApplicable("it isn't about the cache");
	const rules = listAt(ruleset, "rules").map((rule, index) => [rule, index] as const);
	const caching = rules.filter(([rule]) => valueAt(rule, "enabled") !== false && valueAt(rule, "actionParameters.cache") === true);
	if (caching.length === 0) return notApplicable("no rule of it caches");
	return toOutcome(
		caching
			.filter(([rule]) => !isKept(rule))
			.map(([rule, index]) => makeFault(`rules[${index}].actionParameters.${field}`, valueAt(rule, `actionParameters.${field}`), must)),
	);
}
