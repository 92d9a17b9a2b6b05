import { isDeepStrictEqual } from "node:util";
import { findReplacement } from "../../../sizing/replacement.ts";
import type { Judged } from "../../judged.ts";
import { type Fault, makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";

export const stageChangeLosesData = defineRule({
	id: "stage-change-loses-data",
	product: "stack",
	wrong: "A change of stage would replace or delete what holds data",
	why: "Databases, namespaces, queues and buckets have no undo; going up a stage never needs it, and going down only once they are empty",
	remedy: "Keep name, place and jurisdiction; going down, move the tenants off first and then release what is empty",
	level: always("mandatory"),
	scope: "stack",
	check: ({ before, resources }) => {
		if (before === null) return notApplicable("what stood before isn't known: run with --from");
		const now = new Map(resources.map((resource) => [resource.urn, resource]));
		return toOutcome(before.flatMap((resource) => compare(resource, now.get(resource.urn))));
	},
});

function compare(before: Judged, after: Judged | undefined): Fault[] {
	const { holdsData, inputs } = findReplacement(before.type);
	// What is protected holds data whatever its type says: a Worker whose objects do.
	if (!holdsData && !before.protect) return [];
	if (after === undefined) return [makeFault(before.name, "(absent)", "must stay: it holds data and would be deleted")];
	return (inputs ?? Object.keys(before.props)).flatMap((input) => {
		const [old, value] = [valueAt(before, input), valueAt(after, input)];
		return isDeepStrictEqual(old, value)
			? []
			: [makeFault(`${before.name} ${input}`, value, `must stay ${String(old)}: a change replaces it`)];
	});
}
