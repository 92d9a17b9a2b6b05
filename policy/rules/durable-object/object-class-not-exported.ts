import { isLive, objectsOf } from "../../exports.ts";
import { bindingsOf, ofType, workerOf } from "../../find.ts";
import type { Stack } from "../../judged.ts";
import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const objectClassNotExported = defineRule({
	id: "object-class-not-exported",
	product: "durable-object",
	wrong: "A Worker binds a Durable Object class that its Worker doesn't export",
	why: "A class that was renamed on one side only has no objects on the other: the version is refused, or finds none of the data",
	remedy: "Add the class to the exports of the Worker that has it (its manifest's objects), or mend the binding's className",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.version],
	check: (version, stack) => {
		const bindings = bindingsOf(version, "durable_object_namespace");
		if (bindings.length === 0) return notApplicable("it binds no objects");
		return toOutcome(
			bindings.flatMap((binding) => {
				const exported = classesOf(stack, textAt(binding, "scriptName"));
				const className = textAt(binding, "className");
				if (exported === null || (className !== undefined && exported.includes(className))) return [];
				const list = exported.join(", ");
				return [
					makeFault(
						`bindings.${textAt(binding, "name")}.className`,
						className,
						`must be a class that ${textAt(binding, "scriptName")} exports: ${list}`,
					),
				];
			}),
		);
	},
});

/** Null for a Worker that this program doesn't make. */
function classesOf(stack: Stack, script: string | undefined): readonly string[] | null {
	const version = ofType(stack, TYPES.version).find((other) => {
		const worker = workerOf(stack, other);
		return worker !== undefined && textAt(worker, "name") === script;
	});
	return version === undefined
		? null
		: objectsOf(version)
				.filter(isLive)
				.map(([name]) => name);
}
