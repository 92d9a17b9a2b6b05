import { makeFault, toOutcome } from "../../outcome.ts";
import { listAt, valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const bucketCorsAnyOrigin = defineRule({
	id: "bucket-cors-any-origin",
	product: "r2",
	wrong: "Any web page may use a bucket's presigned URLs",
	why: "A URL that leaked into another page's script works there too",
	remedy: "Name the origins (stagecraft:filesOrigins)",
	level: always("advisory"),
	scope: "resource",
	types: [TYPES.bucketCors],
	check: (cors) =>
		toOutcome(
			listAt(cors, "rules").flatMap((rule, index) => {
				const origins = valueAt(rule, "allowed.origins");
				if (Array.isArray(origins) && origins.length > 0 && !origins.includes("*")) return [];
				return [makeFault(`rules[${index}].allowed.origins`, origins, "must name origins")];
			}),
		),
});
