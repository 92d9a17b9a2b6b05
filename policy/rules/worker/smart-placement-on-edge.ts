import { isPublic, workerOf } from "../../find.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { valueAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const PLACES = ["mode", "region", "hostname", "host"];

export const smartPlacementOnEdge = defineRule({
	id: "smart-placement-on-edge",
	product: "worker",
	wrong: "A Worker that answers the internet is placed away from the edge",
	why: "Every request then travels to the databases, those too that a cache or a limit answers where they arrive",
	remedy: "Leave placement out of the public Worker, and place the one that it calls",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.version],
	check: (version, stack) => {
		const worker = workerOf(stack, version);
		if (worker === undefined || !isPublic(stack, worker)) return notApplicable("the internet doesn't reach it");
		// Once it stands, the provider fills in what the API says of it: only these place it.
		const placed = PLACES.map((key) => `placement.${key}`).find((field) => valueAt(version, field) !== undefined);
		return placed === undefined ? COMPLIANT : violation(placed, valueAt(version, placed), "must be left out of a public Worker");
	},
});
