import { bindingsOf, isPublic, ofType, workerOf } from "../../find.ts";
import type { Judged, Stack } from "../../judged.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { textAt, valueAt } from "../../read.ts";
import { defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const placementMissing = defineRule({
	id: "placement-missing",
	product: "worker",
	wrong: "A Worker that asks databases runs wherever it is called",
	why: "A request that asks three times crosses an ocean three times; beside the database it crosses once",
	remedy: "Place it: smart, or one Worker for each region (stagecraft:overrides.d1ReadLatency.placement)",
	level: { launch: "off", "10k": "off", "100k": "advisory", "1m": "mandatory", "10m": "mandatory" },
	scope: "among",
	types: [TYPES.version],
	check: (version, stack) => {
		if (bindingsOf(version, "d1").length === 0) return notApplicable("it binds no database");
		const worker = workerOf(stack, version);
		if (worker === undefined || isPublic(stack, worker)) return notApplicable("it answers the internet");
		// Placement moves `fetch` handlers only (/workers/configuration/placement/, 2026-09-17).
		if (!isFetched(stack, worker)) return notApplicable("nothing calls its fetch handler");
		const [mode, region] = [valueAt(version, "placement.mode"), valueAt(version, "placement.region")];
		return mode === "smart" || region !== undefined
			? COMPLIANT
			: violation("placement.mode", mode, "must be smart, or placement.region given");
	},
});

const isFetched = (stack: Stack, worker: Judged) =>
	ofType(stack, TYPES.version).some((version) =>
		bindingsOf(version, "service").some(
			(binding) => textAt(binding, "service") === textAt(worker, "name") && (textAt(binding, "entrypoint") ?? "") === "",
		),
	);
