import { ASSUMPTIONS as A } from "../assumptions.ts";
import { countLanes, countWorkers, type SizedPlan, shardsOf } from "../sized-plan.ts";
import type { Traffic } from "../traffic.ts";
import type { Usage } from "../usage.ts";

/** Each message is written, read and deleted (/workers/platform/pricing/#queues, 2026-09-17); a pack is one billed unit (`workers/lib/events/event-pack.ts`). */
const OPERATIONS = 3;
/** An event is a row and its entry in the index by id; the trigger looks at the fence (`workers/lib/partitions/partition-ddl.ts`). */
export const EVENT_ROWS = { read: 1, written: 2 } as const;
const SECONDS_A_DAY = 86_400;

/** Events from the queue to their partitions: `workers/ingest/` and `app`'s `writeEvents`. */
export function estimateIngestUsage(plan: SizedPlan, traffic: Traffic): Usage {
	const { messages, events } = traffic;
	const { batches, calls } = estimateBatches(plan, traffic);
	const billed = plan.knobs.edge.pastEvents > 0 ? batches * calls : 0;
	return {
		workerRequests: batches + billed,
		workerCpuMs: batches * A.batchCpuMs.value + events * A.eventCpuMs.value,
		queueOperations: messages * OPERATIONS,
		d1RowsRead: events * EVENT_ROWS.read,
		d1RowsWritten: events * EVENT_ROWS.written,
	};
}

/** Batches of a month, at its mean rate, how many shards the messages of one go to, of those of its lane, and how many `app`s, each of them one call. */
export function estimateBatches(plan: SizedPlan, { messages }: Traffic) {
	const { batchSize, batchWait } = plan.knobs.queueThroughput;
	const lanes = countLanes(plan);
	const perSecond = messages / lanes / (A.daysPerMonth.value * SECONDS_A_DAY);
	const size = Math.min(batchSize, 1 + perSecond * batchWait);
	const [shards, apps] = [shardsOf(plan).length, countWorkers(plan, "app")];
	return { batches: messages / size, groups: toGroups(shards / lanes, size), calls: toGroups(apps, size) };
}

/** Of `places`, how many get at least one of `messages` that fall on them evenly. */
export const toGroups = (places: number, messages: number): number => (places === 0 ? 0 : places * (1 - (1 - 1 / places) ** messages));
