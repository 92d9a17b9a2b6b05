import { checkCacheRules } from "../../cache-rules.ts";
import { numberAt, textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const cacheRuleTtl = defineRule({
	id: "cache-rule-ttl",
	product: "edge",
	wrong: "A cache rule of the zone doesn't say how long it holds",
	why: "Without a time the zone keeps what the answer's headers or its own defaults say: two hours for an answer that nobody meant to keep",
	remedy: "Give edgeTtl: respect_origin, or override_origin with a default in seconds",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.ruleset],
	check: (ruleset) =>
		checkCacheRules(
			ruleset,
			"edgeTtl",
			(rule) => {
				const mode = textAt(rule, "actionParameters.edgeTtl.mode");
				return (
					mode === "respect_origin" || mode === "bypass_by_default" || numberAt(rule, "actionParameters.edgeTtl.default") !== undefined
				);
			},
			"must have a mode, and with override_origin a default",
		),
});
