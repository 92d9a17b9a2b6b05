import { ASSUMPTIONS as A } from "../assumptions.ts";
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

/** Partitions made and archived, and the daily report: `workers/upkeep/`. */
export function estimateUpkeepUsage(plan: SizedPlan, traffic: Traffic): Usage {
	const shards = shardsOf(plan).length;
	const hours = A.daysPerMonth.value * HOURS;
	const { layers, parts } = estimateLayers(plan, traffic);
	const apps = countWorkers(plan, "app");
	// Partitions and sizes hourly, archives daily: a run for each `app`.
	const looks = Math.max(apps, Math.ceil(shards / SHARDS_A_STEP));
	const steps = hours * (apps + looks) + A.daysPerMonth.value * apps + layers * (LAYER_STEPS + 2 * parts);
	return {
		workerRequests: hours + 2 * A.daysPerMonth.value + steps,
		workerCpuMs: (hours + steps) * A.batchCpuMs.value,
		workflowSteps: steps,
		d1RowsRead: hours * shards * HOURLY_ROWS + traffic.events * EVENT_READS,
		d1RowsWritten: hours * shards * HOURLY_ROWS_WRITTEN,
		r2ClassA: layers * (LAYER_CLASS_A + parts) + A.daysPerMonth.value,
		r2ClassB: layers * (LAYER_CLASS_B + parts),
	};
}

/** Layers that are archived in a month, and the parts of one. */
export function estimateLayers(plan: SizedPlan, { events, eventBytes }: Traffic) {
	const layers = (shardsOf(plan).length * A.daysPerMonth.value) / PARTITION_DAYS[plan.knobs.d1Size.partition];
	const bytes = layers === 0 ? 0 : (events * eventBytes * A.gzip.value) / layers;
	return { layers, parts: Math.ceil(bytes / PART_BYTES) };
}
