import { toMilliseconds } from "../../config/units.ts";
import { ASSUMPTIONS as A } from "../assumptions.ts";
import { LIMITS } from "../limits.ts";
import { estimateBatches } from "../usage/ingest.ts";
import { type Bottleneck, cite } from "./bottleneck.ts";

/** A request may take this many times the mean. */
const SPREAD = 5;
/** JSON is parsed at about 50 MB a second. */
const MS_PER_BYTE = 1 / 50_000;

export const workerCpu: Bottleneck = {
	title: "Worker CPU",
	remedy: "a higher `workerCpu` knob, then smaller bodies, pages and batches: the limit is an invocation's, so load alone never meets it",
	measure: (plan, traffic) => {
		const { workload, knobs } = plan;
		const body = workload.payload * MS_PER_BYTE;
		const perPost = traffic.eventPosts === 0 ? 0 : traffic.events / traffic.eventPosts;
		const { batches } = estimateBatches(plan, traffic);
		const perBatch = batches === 0 ? 0 : traffic.events / batches;
		const source = "the plan's own limit on an invocation, which stops a runaway";
		return [
			{
				what: "gateway, a slow request",
				demand: A.gatewayCpuMs.value * SPREAD,
				limit: toMilliseconds(knobs.workerCpu.gateway),
				unit: "ms",
				source,
			},
			{
				what: "app, a slow request",
				demand: (A.appCpuMs.value + A.pageCpuMs.value + body + perPost * A.eventCpuMs.value) * SPREAD,
				limit: toMilliseconds(knobs.workerCpu.app),
				unit: "ms",
				source,
			},
			{
				what: "ingest, a slow batch",
				demand: (A.batchCpuMs.value + perBatch * A.eventCpuMs.value) * SPREAD,
				limit: Math.min(toMilliseconds(knobs.workerCpu.background), LIMITS.workerCpuQueue.paid),
				unit: "ms",
				source: cite(LIMITS.workerCpuQueue),
			},
		];
	},
};
