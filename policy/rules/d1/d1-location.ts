import { COMPLIANT, violation } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const d1Location = defineRule({
	id: "d1-location",
	product: "d1",
	wrong: "A database has neither a location hint nor a jurisdiction",
	why: "Cloudflare then puts it near whoever made it, a laptop or a build machine, and it can't be moved",
	remedy: "Give primaryLocationHint or jurisdiction before the database is made",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.d1],
	check: (database) => {
		const [hint, jurisdiction] = [valueAt(database, "primaryLocationHint"), valueAt(database, "jurisdiction")];
		if (hint !== undefined && jurisdiction !== undefined) return violation("jurisdiction", jurisdiction, "excludes primaryLocationHint");
		return hint === undefined && jurisdiction === undefined
			? violation("primaryLocationHint", hint, "must be given, or jurisdiction (/d1/configuration/data-location/, 2026-09-17)")
			: COMPLIANT;
	},
});
