import type { Stage } from "../config/settings.ts";
import type { Bottleneck, Load } from "./capacity/bottleneck.ts";
import { d1ReadLatency } from "./capacity/d1-read-latency.ts";
import { d1Size } from "./capacity/d1-size.ts";
import { d1WriteRate } from "./capacity/d1-write-rate.ts";
import { kvReadLatency } from "./capacity/kv-read-latency.ts";
import { kvWriteRate } from "./capacity/kv-write-rate.ts";
import { queueThroughput } from "./capacity/queue-throughput.ts";
import { r2Throughput } from "./capacity/r2-throughput.ts";
import { subrequests } from "./capacity/subrequests.ts";
import { workerCpu } from "./capacity/worker-cpu.ts";
import { workerMemory } from "./capacity/worker-memory.ts";
import type { SizedPlan } from "./sized-plan.ts";
import { scaleWorkload, toTraffic } from "./traffic.ts";

/** By the names of the knobs' groups. */
export const BOTTLENECKS = {
	d1ReadLatency,
	d1WriteRate,
	d1Size,
	kvReadLatency,
	kvWriteRate,
	r2Throughput,
	workerMemory,
	workerCpu,
	subrequests,
	queueThroughput,
} as const satisfies Readonly<Record<string, Bottleneck>>;

export type BottleneckName = keyof typeof BOTTLENECKS;

export interface Capacity extends Load {
	readonly name: BottleneckName;
	readonly title: string;
	/** Demand over limit: 1 is all of it. */
	readonly use: number;
	readonly remedy: string;
	/** The first of the larger plans in which this load uses clearly less; null where none was given that does. */
	readonly remedyStage: Stage | null;
	/** Requests a day, of as many more tenants, at which the limit is met; null where more load never meets it. */
	readonly breaksAt: number | null;
}

/** Beyond this no product of ours grows: the search for a breaking load ends here. */
const FARTHEST = 1e6;
const STEPS = 60;
/** A stage is a remedy where it at least saves this share. */
const SAVED = 0.25;

/**
 * Each bottleneck at the peak of the plan's workload: the nearest of its limits.
 *
 * @param larger plans of the stages above, smallest first: their own workloads don't count
 *
 * @example
 * import type { SizedPlan } from "./sized-plan.ts";
 *
 * const findTight = (plan: SizedPlan) => estimateCapacity(plan).filter(({ use }) => use > 0.8);
 */
export function estimateCapacity(plan: SizedPlan, larger: readonly SizedPlan[] = []): readonly Capacity[] {
	return NAMES.map((name) => {
		const { title, remedy, measure } = BOTTLENECKS[name];
		const nearest = toNearest(plan, measure);
		const use = toUse(nearest);
		const better = larger.find((other) => toUse(toNearest({ ...other, workload: plan.workload }, measure)) <= use * (1 - SAVED));
		return { name, title, ...nearest, use, remedy, remedyStage: better?.stage ?? null, breaksAt: findBreakingLoad(plan, measure) };
	});
}

const isName = (name: string): name is BottleneckName => Object.hasOwn(BOTTLENECKS, name);
const NAMES = Object.keys(BOTTLENECKS).filter(isName);

/** The smallest headroom, 0 to 1; less than 0 is beyond a limit. */
export const toHeadroom = (capacities: readonly Capacity[]): number => 1 - Math.max(...capacities.map(({ use }) => use));

const toUse = ({ demand, limit }: Load) => demand / limit;

function toNearest(plan: SizedPlan, measure: Bottleneck["measure"]): Load {
	const [first, ...others] = measure(plan, toTraffic(plan.workload));
	return others.reduce((nearest, load) => (toUse(load) > toUse(nearest) ? load : nearest), first);
}

/** Use never falls as the load grows, but for caches that more requests keep warm: those have no load that breaks them. */
function findBreakingLoad(plan: SizedPlan, measure: Bottleneck["measure"]): number | null {
	const useAt = (factor: number) => toUse(toNearest({ ...plan, workload: scaleWorkload(plan.workload, factor) }, measure));
	if (useAt(FARTHEST) < 1) return null;
	let [holds, breaks] = [1 / FARTHEST, FARTHEST];
	for (let step = 0; step < STEPS; step += 1) {
		const middle = Math.sqrt(holds * breaks);
		if (useAt(middle) < 1) holds = middle;
		else breaks = middle;
	}
	return Math.floor(plan.workload.requestsPerDay * holds);
}
