import { estimateForgetCalls, estimateHistory } from "../history.ts";
import { LIMITS } from "../limits.ts";
import { countLanes, countWorkers, type SizedPlan, shardsOf } from "../sized-plan.ts";
import type { Traffic } from "../traffic.ts";
import { toGroups } from "../usage/ingest.ts";
import { type Bottleneck, cite } from "./bottleneck.ts";

/** Of `gateway`: key in KV, key in D1, key written, limit, `app`, usage. */
const GATEWAY_CALLS = 6;
/** A new partition: its entry, table, index and three triggers (`workers/lib/partitions/partition-ddl.ts`), and the register's read. */
const PARTITION_QUERIES = 6;
/** Of the 1,000 that D1 allows, some are left for retries (`workers/lib/shard-databases/page-databases.ts`). */
const QUERIES_A_CALL = 900;

export const subrequests: Bottleneck = {
	title: "Subrequests",
	remedy:
		"fewer `app`s where batches are near the limit, since a batch calls each once; more, of fewer databases each, where partitions are",
	measure: (plan, traffic) => {
		const apps = Math.max(1, countWorkers(plan, "app"));
		const perApp = Math.ceil(shardsOf(plan).length / apps);
		return [
			{
				what: "ingest: calls of `app` for a full batch",
				demand: toGroups(apps, toPeakBatch(plan, traffic)),
				limit: LIMITS.workerInvocations.paid,
				unit: "invocations",
				source: cite(LIMITS.workerInvocations),
			},
			{
				what: "upkeep: calls of one `app` that make its databases' partitions",
				demand: Math.ceil((perApp * (1 + PARTITION_QUERIES * 2)) / QUERIES_A_CALL),
				limit: LIMITS.workerInvocations.paid,
				unit: "invocations",
				source: cite(LIMITS.workerInvocations),
			},
			{
				what: "upkeep: calls of one `app` that forget its databases' history",
				demand: estimateForgetCalls(plan, estimateHistory(plan, traffic)),
				limit: LIMITS.workerInvocations.paid,
				unit: "invocations",
				source: cite(LIMITS.workerInvocations),
			},
			{
				what: "gateway: a request",
				demand: GATEWAY_CALLS,
				limit: plan.knobs.subrequests.gateway,
				unit: "subrequests",
				source: "the plan's own limit",
			},
		];
	},
};

/** Messages of a batch in the busiest second: it is full, or its wait is over. */
function toPeakBatch(plan: SizedPlan, { messages, peakPerMonth }: Traffic): number {
	const { batchSize, batchWait } = plan.knobs.queueThroughput;
	return Math.min(batchSize, 1 + ((messages * peakPerMonth) / countLanes(plan)) * batchWait);
}
