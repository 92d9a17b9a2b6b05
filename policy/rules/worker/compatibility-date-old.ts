import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const FIELD = "compatibilityDate";
const YEAR = 365 * 86_400_000;

export const compatibilityDateOld = defineRule({
	id: "compatibility-date-old",
	product: "worker",
	wrong: "A Worker's compatibility date is more than a year old",
	why: "Each year without it makes the step larger, and keeps faults that were mended",
	remedy: "Move the date on, and run the tests with it",
	level: always("advisory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version, { now }) => {
		const date = textAt(version, FIELD);
		if (date === undefined || Number.isNaN(Date.parse(date))) return notApplicable("it has none");
		return now.getTime() - Date.parse(date) <= YEAR ? COMPLIANT : violation(FIELD, date, "must be younger than a year");
	},
});
