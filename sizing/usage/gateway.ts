import { ASSUMPTIONS as A } from "../assumptions.ts";
import type { SizedPlan } from "../sized-plan.ts";
import { type Traffic, toHitShare } from "../traffic.ts";
import type { Usage } from "../usage.ts";

/** A key's row, its tenant's and its shard's (`workers/lib/directory/read-key.ts`). */
const KEY_ROWS = 3;
/** A batch of counts: the counts and the writer's number (`workers/lib/counter/make-counter-shard.ts`). */
const BATCH_ROWS = 2;
/** A take reads a row of the ring and writes one (`workers/objects/sliding-window.ts`). */
const TAKE_ROWS = 1;
const SECONDS_A_DAY = 86_400;
/** Billed memory is always 128 MB (/durable-objects/platform/pricing/, 2026-09-17). */
export const OBJECT_GB = 0.128;

/** Finding the tenant, its limits, its usage and the request's point: `workers/gateway/`. */
export function estimateGatewayUsage({ knobs }: SizedPlan, traffic: Traffic): Usage {
	const { requests, recordWrites, eventPosts } = traffic;
	const { kvReads, misses } = estimateKeyReads(knobs, traffic);
	const writes = recordWrites + eventPosts;
	const takes = knobs.rateLimits.exactWritesPerMinute > 0 ? writes : 0;
	const { batches, snapshots } = estimateCounts(knobs, traffic, writes);
	const calls = batches + snapshots + takes;
	return {
		workerRequests: requests,
		workerCpuMs: requests * A.gatewayCpuMs.value + calls * A.objectCpuMs.value,
		kvReads,
		kvWrites: misses + snapshots,
		d1RowsRead: misses * KEY_ROWS,
		objectRequests: calls,
		objectGbSeconds: calls * A.objectSeconds.value * OBJECT_GB,
		objectRowsRead: batches * BATCH_ROWS + takes * TAKE_ROWS,
		objectRowsWritten: batches * BATCH_ROWS + snapshots + takes * TAKE_ROWS,
		analyticsPoints: requests * knobs.observability.metrics,
	};
}

/**
 * What an isolate gathers goes in one batch; a tenant's totals go to KV once in a while, by an alarm, which is a row to set
 * (`docs/guide/counter.md`). Where there are budgets, writes are also counted for the account.
 */
function estimateCounts({ counters, budget }: SizedPlan["knobs"], { requests, tenantRate }: Traffic, writes: number) {
	const { gather, snapshotEvery } = counters;
	const perSecond = writes / (A.daysPerMonth.value * SECONDS_A_DAY);
	const account = budget.mode === "off" ? 0 : writes * (1 - toHitShare(perSecond / A.accountIsolates.value, gather));
	return {
		batches: requests * (1 - toHitShare(tenantRate / A.isolates.value, gather)) + account,
		snapshots: requests * (1 - toHitShare(tenantRate, snapshotEvery)),
	};
}

/** Isolate memory, then KV, then the directory, which is written back to KV (`workers/lib/directory/key-directory.ts`). */
export function estimateKeyReads({ kvReadLatency }: SizedPlan["knobs"], { requests, tenantRate }: Traffic) {
	const kvReads = requests * (1 - toHitShare(tenantRate / A.isolates.value, kvReadLatency.keyMemory));
	return { kvReads, misses: kvReads * (1 - toHitShare(tenantRate, kvReadLatency.keyKv)) };
}
