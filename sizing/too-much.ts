import { BOTTLENECKS } from "./capacity.ts";
import { poolOf, type SizedPlan } from "./sized-plan.ts";
import { toTraffic } from "./traffic.ts";

/** What a plan has long before its load needs it. */
export interface TooMuch {
	readonly kind: "sharding-too-early" | "over-replication";
	readonly why: string;
}

/** On half as many databases a quarter would be used: each database costs a binding, a migration and a query when all are asked. */
const SPARE_USE = 0.125;
/** Two stand for the way of spreading tenants, one in each region for nearness. */
const FEWEST = 2;
/** Below this one primary answers all, and replicas only make reads staler. */
const FEWEST_READS = 5;

/** Sharding and replication that nothing in the plan's workload asks for. */
export function findTooMuch(plan: SizedPlan): readonly TooMuch[] {
	const traffic = toTraffic(plan.workload);
	const shards = poolOf(plan).length;
	const regions = new Set(poolOf(plan).map(({ shard }) => shard?.location)).size;
	const measures = [BOTTLENECKS.d1Size, BOTTLENECKS.d1WriteRate, BOTTLENECKS.d1ReadLatency];
	const use = Math.max(...measures.map(({ measure }) => measure(plan, traffic)[0]).map(({ demand, limit }) => demand / limit));
	const reads = (traffic.recordReads + traffic.listReads + traffic.eventReads) * traffic.peakPerMonth;
	return [
		...(shards > Math.max(FEWEST, regions) && use <= SPARE_USE
			? [{ kind: "sharding-too-early", why: `${shards} shared databases, of which the fullest or busiest uses ${toPercent(use)}` } as const]
			: []),
		...(plan.knobs.d1ReadLatency.replication === "auto" && reads < FEWEST_READS
			? [
					{
						kind: "over-replication",
						why: `replicas for ${reads.toFixed(1)} reads a second at the peak: one primary answers a hundred times as many`,
					} as const,
				]
			: []),
	];
}

const toPercent = (share: number) => `${(share * 100).toFixed(1)} %`;
