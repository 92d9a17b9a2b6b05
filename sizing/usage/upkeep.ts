import { ASSUMPTIONS as A } from "../assumptions.ts";
import { estimateForgetCalls, estimateHistory } from "../history.ts";
import { countWorkers, type SizedPlan, shardsOf } from "../sized-plan.ts";
import { PARTITION_DAYS } from "../stored.ts";
import type { Traffic } from "../traffic.ts";
import type { Usage } from "../usage.ts";

/** An archive is made of parts of 8 MiB (`workers/lib/archive/make-archiver.ts`). */
const PART_BYTES = 8 * 1_048_576;
/** Of a layer beside its parts: close, begin, complete, digest, manifest, drop, clean up. */
const LAYER_STEPS = 7;
/** Beside its parts: begin, complete, manifest, list; and the digest. */
const LAYER_CLASS_A = 4;
const LAYER_CLASS_B = 1;
/** The register of a shard's partitions, its size and its tenants, hourly. */
const HOURLY_ROWS = 4;
/** What a shard holds is entered in the directory, hourly. */
const HOURLY_ROWS_WRITTEN = 1;
/** Shards that a step looks at (`workers/app/inspect-shards.ts`). */
const SHARDS_A_STEP = 300;
const EVENT_READS = 2;
const HOURS = 24;
/** Of a shard's history, daily: whether it is kept; how far back is written. Of each change that is kept: in its page's bound, and in its page. */
const WALK_ROWS = { shard: 2, kept: 2, written: 1 } as const;
/** The fence, and whether its tenant is here and doesn't leave (`workers/lib/restore/prune-history.ts`). */
export const FORGET_ROWS = { read: 4, written: 1 } as const;

/** Partitions made and archived, histories forgotten, and the daily report: `workers/upkeep/`. */
export function estimateUpkeepUsage(plan: SizedPlan, traffic: Traffic): Usage {
	const shards = shardsOf(plan).length;
	const hours = A.daysPerMonth.value * HOURS;
	const { layers, parts } = estimateLayers(plan, traffic);
	const apps = countWorkers(plan, "app");
	// Partitions and sizes hourly, archives daily: a run for each `app`.
	const looks = Math.max(apps, Math.ceil(shards / SHARDS_A_STEP));
	const history = estimateHistoryUsage(plan, traffic);
	const daily = A.daysPerMonth.value * (apps + apps * history.calls);
	const steps = hours * (apps + looks) + daily + layers * (LAYER_STEPS + 2 * parts);
	return {
		workerRequests: hours + 2 * A.daysPerMonth.value + steps,
		workerCpuMs: (hours + steps) * A.batchCpuMs.value,
		workflowSteps: steps,
		d1RowsRead: hours * shards * HOURLY_ROWS + traffic.events * EVENT_READS + history.rowsRead,
		d1RowsWritten: hours * shards * HOURLY_ROWS_WRITTEN + history.rowsWritten,
		r2ClassA: layers * (LAYER_CLASS_A + parts) + A.daysPerMonth.value,
		r2ClassB: layers * (LAYER_CLASS_B + parts),
	};
}

/** A daily run for each `app`, a step for each of its calls. */
function estimateHistoryUsage(plan: SizedPlan, traffic: Traffic) {
	const history = estimateHistory(plan, traffic);
	const shards = shardsOf(plan).length;
	const days = A.daysPerMonth.value;
	return {
		calls: estimateForgetCalls(plan, history),
		rowsRead: days * (shards * WALK_ROWS.shard + history.kept * WALK_ROWS.kept) + history.changes * FORGET_ROWS.read,
		rowsWritten: (history.kept > 0 ? days * shards * WALK_ROWS.written : 0) + history.changes * FORGET_ROWS.written,
	};
}

/** Layers that are archived in a month, and the parts of one. */
export function estimateLayers(plan: SizedPlan, { events, eventBytes }: Traffic) {
	const layers = (shardsOf(plan).length * A.daysPerMonth.value) / PARTITION_DAYS[plan.knobs.d1Size.partition];
	const bytes = layers === 0 ? 0 : (events * eventBytes * A.gzip.value) / layers;
	return { layers, parts: Math.ceil(bytes / PART_BYTES) };
}
