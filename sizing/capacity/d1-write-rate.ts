import { ASSUMPTIONS as A } from "../assumptions.ts";
import { estimateHistory } from "../history.ts";
import { estimateBatches } from "../usage/ingest.ts";
import type { Bottleneck } from "./bottleneck.ts";
import { toBusiestShare } from "./shard-load.ts";

/** Writes share the primary with reads: more than half of it they don't get. */
const BUSY_MS = 500;

export const d1WriteRate: Bottleneck = {
	title: "D1 write rate",
	remedy:
		"more shared databases, since a write has one place to go; events in batches; a database of its own for the tenant that writes most",
	measure: (plan, traffic) => {
		const { batches, groups } = estimateBatches(plan, traffic);
		// What is forgotten is left out: a page takes a few milliseconds, once a day.
		const records = traffic.recordWrites * A.writeMs.value + estimateHistory(plan, traffic).changes * A.historyRowMs.value;
		const events = batches * groups * A.writeMs.value + traffic.events * A.eventRowMs.value;
		return [
			{
				what: "busiest database, busy with writes",
				demand: (records + events) * traffic.peakPerMonth * toBusiestShare(plan),
				limit: BUSY_MS,
				unit: "ms a second",
				source: "one query at a time, on the primary (/d1/platform/limits/, 2026-04-21); half of a second, the other half is for reads",
			},
		];
	},
};
