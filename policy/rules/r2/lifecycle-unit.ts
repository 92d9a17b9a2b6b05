import { type Fault, makeFault, toOutcome } from "../../outcome.ts";
import { listAt, valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const DAY = 86_400;

export const lifecycleUnit = defineRule({
	id: "lifecycle-unit",
	product: "r2",
	wrong: "A lifecycle rule's age isn't in seconds",
	why: "The provider takes seconds (CF #6135): 30, meant as days, deletes what is half a minute old",
	remedy: "Give the age in seconds: 2592000 for 30 days",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.lifecycle],
	check: (lifecycle) => toOutcome(listAt(lifecycle, "rules").flatMap((rule, index) => checkRule(rule, `rules[${index}]`))),
});

function checkRule(rule: Readonly<Record<string, unknown>>, path: string): Fault[] {
	const single = ["abortMultipartUploadsTransition", "deleteObjectsTransition"].filter((key) => valueAt(rule, key) !== undefined);
	return [
		...single.flatMap((key) => checkAge(valueAt(rule, `${key}.condition.maxAge`), `${path}.${key}.condition.maxAge`)),
		...listAt(rule, "storageClassTransitions").flatMap((entry, index) =>
			checkAge(valueAt(entry, "condition.maxAge"), `${path}.storageClassTransitions[${index}].condition.maxAge`),
		),
	];
}

const checkAge = (age: unknown, field: string): Fault[] =>
	typeof age === "number" && age >= DAY && age % DAY === 0 ? [] : [makeFault(field, age, "must be whole days, in seconds: at least 86400")];
