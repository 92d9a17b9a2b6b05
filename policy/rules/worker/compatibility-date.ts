import { COMPLIANT, violation } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const FIELD = "compatibilityDate";

export const compatibilityDate = defineRule({
	id: "compatibility-date",
	product: "worker",
	wrong: "A Worker's compatibility date is missing or in the future",
	why: "Without one the oldest behaviour holds; one in the future is refused, or changes behaviour on a day when nobody deploys",
	remedy: "Set the date that the tests ran with",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version, { now }) => {
		const date = textAt(version, FIELD);
		if (date === undefined || Number.isNaN(Date.parse(date))) return violation(FIELD, date, "must be a date such as 2026-07-01");
		return Date.parse(date) <= now.getTime() ? COMPLIANT : violation(FIELD, date, "must not be in the future");
	},
});
