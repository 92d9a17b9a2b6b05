import type { Knobs } from "../config/knobs.ts";
import type { Stage, Workload, Zone } from "../config/settings.ts";

/** What sizing reads of a plan: any plan that has it will do, whatever else it comes to hold. */
export interface SizedPlan {
	readonly stage: Stage;
	readonly workload: Workload;
	readonly knobs: Knobs;
	readonly d1: readonly SizedDatabase[];
	readonly workers: readonly SizedWorker[];
	readonly edge: { readonly zone: { readonly plan: Zone["plan"] } } | null;
}

interface SizedDatabase {
	/** Null for the directory; `tenant` is null in the pool. */
	readonly shard: { readonly tenant: string | null; readonly location: string } | null;
}

interface SizedWorker {
	/** The Worker's folder: `app`. */
	readonly source: string;
	readonly crons: readonly string[];
	readonly subrequests: number;
	readonly cpuMs: number;
}

/** The databases that tenants share. */
export const poolOf = ({ d1 }: SizedPlan): readonly SizedDatabase[] => d1.filter(({ shard }) => shard !== null && shard.tenant === null);

/** The databases that keep tenants' data, dedicated ones too. */
export const shardsOf = ({ d1 }: SizedPlan): readonly SizedDatabase[] => d1.filter(({ shard }) => shard !== null);

/** Lanes of the events queue that get any: an event's is its shard's (`workers/lib/events/send-events.ts`). */
export const countLanes = (plan: SizedPlan): number => Math.min(plan.knobs.queueThroughput.lanes, Math.max(shardsOf(plan).length, 1));

export const countWorkers = ({ workers }: SizedPlan, source: string): number => workers.filter((worker) => worker.source === source).length;
