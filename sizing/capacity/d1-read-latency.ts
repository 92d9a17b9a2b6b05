import { ASSUMPTIONS as A } from "../assumptions.ts";
import type { Bottleneck } from "./bottleneck.ts";
import { toBusiestShare } from "./shard-load.ts";

/** Half busy, a query waits as long as it runs; from there on waiting grows without bound. */
const BUSY_MS = 500;
/** Replicas stand in six regions (/d1/best-practices/read-replication/, 2026-08-10); tenants of one shard read mostly near it. */
const WITH_REPLICAS = 0.5;

export const d1ReadLatency: Bottleneck = {
	title: "D1 read latency",
	remedy: "caches in front, replicas for reads far away, `app` beside its databases",
	measure: (plan, { recordReads, listReads, eventReads, peakPerMonth }) => {
		const onPrimary = plan.knobs.d1ReadLatency.replication === "auto" ? WITH_REPLICAS : 1;
		// A page reads as many rows as forty records, which stand side by side.
		const queries = (recordReads + (listReads + eventReads) * 2) * peakPerMonth;
		return [
			{
				what: "busiest database, busy with reads",
				demand: queries * toBusiestShare(plan) * onPrimary * A.queryMs.value,
				limit: BUSY_MS,
				unit: "ms a second",
				source: "one query at a time (/d1/platform/limits/, 2026-04-21); half of a second, so that a query waits no longer than it runs",
			},
		];
	},
};
