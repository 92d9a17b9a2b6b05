import { ASSUMPTIONS as A } from "../assumptions.ts";
import type { SizedPlan } from "../sized-plan.ts";
import { estimateStored } from "../stored.ts";
import type { Traffic } from "../traffic.ts";
import type { Usage } from "../usage.ts";

const GB = 1e9;
const DAY = 86_400;
/** A tenant's key in KV, once for each key. */
const KEY_BYTES = 500;
/** An empty object's database (/durable-objects/reference/faq/, 2026-09-17: about 12 KB), and 35 days of five counts. */
const COUNTER_BYTES = 12_000 + 35 * 5 * 40;
/** A row of the exact limiter's ring, which keeps as many takes as the limit allows. */
const TAKE_BYTES = 30;

/** What stands after the horizon, and what it takes to put files there. */
export function estimateStorageUsage(plan: SizedPlan, traffic: Traffic): Usage {
	const { tenants } = plan.workload;
	const { r2Throughput, rateLimits } = plan.knobs;
	const stored = estimateStored(plan, traffic);
	const fresh = toFreshShare(r2Throughput.filesToInfrequentAccessAfter);
	const freshArchive = toFreshShare(r2Throughput.archiveToInfrequentAccessAfter);
	const writesPerTenant = ((traffic.recordWrites + traffic.eventPosts) * A.horizonMonths.value) / tenants;
	const ring = Math.min(rateLimits.exactWritesPerMinute, writesPerTenant) * TAKE_BYTES;
	return {
		d1Stored: (stored.eventsInDatabase + stored.recordsInDatabase + stored.historyInDatabase) / GB,
		kvStored: (tenants * KEY_BYTES) / GB,
		objectStored: (tenants * (COUNTER_BYTES + (ring > 0 ? COUNTER_BYTES + ring : 0))) / GB,
		r2Stored: (stored.files * fresh + stored.archive * freshArchive) / GB,
		r2InfrequentStored: (stored.files * (1 - fresh) + stored.archive * (1 - freshArchive)) / GB,
		r2ClassA: stored.filesPerMonth,
		r2ClassB: stored.filesPerMonth * A.readsPerFile.value,
	};
}

/** The share of what came evenly in the horizon that is younger than an age. */
const toFreshShare = (seconds: number) => Math.min(1, seconds / DAY / A.daysPerMonth.value / A.horizonMonths.value);
