import { ASSUMPTIONS as A } from "../assumptions.ts";
import { LIMITS } from "../limits.ts";
import type { SizedPlan } from "../sized-plan.ts";
import type { Traffic } from "../traffic.ts";
import { type Bottleneck, cite, type Load } from "./bottleneck.ts";

const MB = 1e6;
/** Code and what the runtime needs. */
const BASE_MB = 12;
/** An entry of a key in a Map, with its strings. */
const KEY_BYTES = 700;
/** A body is there as bytes, as text of two bytes a character, and parsed. */
const COPIES = 6;
/** A page of records or events, twice (`workers/lib/records/list-records.ts`). */
const PAGE_BYTES = 2 * 4_000_000;
const PACK_BYTES = 64_000;

const toLoad = (what: string, bytes: number): Load => ({
	what,
	demand: BASE_MB + bytes / MB,
	limit: LIMITS.workerMemory.paid / MB,
	unit: "MB",
	source: cite(LIMITS.workerMemory),
});

/** Requests in one isolate at once: it has no more than there are. */
const toAtOnce = ({ requests, peakPerMonth }: Traffic) => Math.min(A.isolateRequests.value, requests * peakPerMonth);

/** No more keys than tenants have, however many an isolate may remember. */
const toKeys = ({ workload, knobs }: SizedPlan) => Math.min(knobs.workerMemory.keysInMemory, workload.tenants * 2);

export const workerMemory: Bottleneck = {
	title: "Worker memory",
	remedy: "fewer keys and records remembered; smaller batches; bodies streamed instead of held",
	measure: (plan, traffic) => {
		const { workload, knobs } = plan;
		const bodies = toAtOnce(traffic) * workload.payload * COPIES;
		return [
			toLoad("app: records, bodies and a page", knobs.workerMemory.recordsInMemory + bodies + PAGE_BYTES),
			toLoad("gateway: keys and bodies", toKeys(plan) * KEY_BYTES + toAtOnce(traffic) * workload.payload),
			toLoad(
				"ingest: a batch of full packs",
				knobs.queueThroughput.batchSize * Math.min(PACK_BYTES, workload.payload + PACK_BYTES / 10) * COPIES,
			),
		];
	},
};
