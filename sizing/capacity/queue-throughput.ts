import { ASSUMPTIONS as A } from "../assumptions.ts";
import { LIMITS } from "../limits.ts";
import { countLanes } from "../sized-plan.ts";
import type { Bottleneck } from "./bottleneck.ts";
import { cite } from "./bottleneck.ts";

const GB = 1e9;
const HOUR = 3_600;

export const queueThroughput: Bottleneck = {
	title: "Queue throughput",
	remedy: "more consumers at once and larger batches, then more lanes, each a queue of its own and no more than shards",
	measure: (plan, { messages, peakPerMonth }) => {
		const { knobs, workload } = plan;
		const { concurrency, batchSize } = knobs.queueThroughput;
		const perLane = (messages * peakPerMonth) / countLanes(plan);
		return [
			{
				what: "sent to one lane",
				demand: perLane,
				limit: LIMITS.queueMessages.paid,
				unit: "messages a second",
				source: cite(LIMITS.queueMessages),
			},
			{
				what: "taken by a lane's consumers",
				demand: perLane,
				limit: (concurrency * batchSize) / A.batchSeconds.value,
				unit: "messages a second",
				source: "the plan's consumers, each a full batch in a second",
			},
			{
				what: "an hour's backlog at the peak",
				demand: (perLane * HOUR * workload.payload) / GB,
				limit: LIMITS.queueBacklog.paid / GB,
				unit: "GB",
				source: cite(LIMITS.queueBacklog),
			},
		];
	},
};
