import { ASSUMPTIONS as A } from "../assumptions.ts";
import type { SizedPlan } from "../sized-plan.ts";
import { type Traffic, toHitShare } from "../traffic.ts";
import type { Usage } from "../usage.ts";

/** A key's row, its tenant's and its shard's (`workers/lib/directory/read-key.ts`). */
const KEY_ROWS = 3;
/** What a month's counter notes of a read: requests, reads; of a write: requests, writes, bytesIn; of a post its events too (`workers/gateway/usage.ts`). */
const COUNTED = { read: 2, write: 3, post: 4 } as const;
/** A take reads a row of the ring and writes one (`workers/objects/sliding-window.ts`). */
const TAKE_ROWS = 1;
/** Billed memory is always 128 MB (/durable-objects/platform/pricing/, 2026-09-17). */
export const OBJECT_GB = 0.128;

/** Finding the tenant, its limits, its usage and the request's point: `workers/gateway/`. */
export function estimateGatewayUsage({ knobs }: SizedPlan, traffic: Traffic): Usage {
	const { requests, recordWrites, eventPosts } = traffic;
	const { kvReads, misses } = estimateKeyReads(knobs, traffic);
	const writes = recordWrites + eventPosts;
	const takes = knobs.rateLimits.exactWritesPerMinute > 0 ? writes : 0;
	const counted = (requests - writes) * COUNTED.read + recordWrites * COUNTED.write + eventPosts * COUNTED.post;
	const calls = requests + takes;
	return {
		workerRequests: requests,
		workerCpuMs: requests * A.gatewayCpuMs.value + calls * A.objectCpuMs.value,
		kvReads,
		kvWrites: misses,
		d1RowsRead: misses * KEY_ROWS,
		objectRequests: calls,
		objectGbSeconds: calls * A.objectSeconds.value * OBJECT_GB,
		objectRowsRead: counted + takes * TAKE_ROWS,
		objectRowsWritten: counted + takes * TAKE_ROWS,
		analyticsPoints: requests * knobs.observability.metrics,
	};
}

/** Isolate memory, then KV, then the directory, which is written back to KV (`workers/lib/directory/key-directory.ts`). */
export function estimateKeyReads({ kvReadLatency }: SizedPlan["knobs"], { requests, tenantRate }: Traffic) {
	const kvReads = requests * (1 - toHitShare(tenantRate / A.isolates.value, kvReadLatency.keyMemory));
	return { kvReads, misses: kvReads * (1 - toHitShare(tenantRate, kvReadLatency.keyKv)) };
}
