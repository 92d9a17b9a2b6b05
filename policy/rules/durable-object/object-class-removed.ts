import { isLive, objectsOf } from "../../exports.ts";
import type { Judged } from "../../judged.ts";
import { type Fault, makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const objectClassRemoved = defineRule({
	id: "object-class-removed",
	product: "durable-object",
	wrong: "A Durable Object class goes, or changes its name, without saying what becomes of its objects",
	why: "A class that is only left out is refused; one that is deleted takes all data of its objects with it, at once",
	remedy:
		"Keep its entry in exports as a tombstone: state renamed with renamedTo, transferred with transferredTo, or deleted if that is meant",
	level: always("mandatory"),
	scope: "stack",
	check: ({ before, resources }) => {
		if (before === null) return notApplicable("what stood before isn't known: run with --from");
		const now = new Map(resources.map((resource) => [resource.urn, resource]));
		const versions = before.filter(({ type }) => type === TYPES.version);
		const had = versions.filter((version) => objectsOf(version).some(isLive));
		if (had.length === 0) return notApplicable("no class had objects");
		return toOutcome(had.flatMap((version) => compare(version, now.get(version.urn))));
	},
});

function compare(before: Judged, after: Judged | undefined): Fault[] {
	const entries = new Map(after === undefined ? [] : objectsOf(after));
	const live = [...entries].filter(isLive).map(([name]) => name);
	return objectsOf(before)
		.filter(isLive)
		.flatMap(([name]) => {
			const entry = entries.get(name);
			const field = `${before.name} exports.${name}`;
			if (entry === undefined) return [makeFault(field, undefined, "must stay, or say what became of it")];
			const [state, renamedTo] = [textAt(entry, "state"), textAt(entry, "renamedTo")];
			if (state === "renamed" && !live.includes(renamedTo ?? ""))
				return [makeFault(`${field}.renamedTo`, renamedTo, "must be a class in the same exports")];
			const lost = state === "transferred" && textAt(entry, "transferredTo") === undefined;
			return lost ? [makeFault(`${field}.transferredTo`, undefined, "must name the Worker that takes the objects")] : [];
		});
}
