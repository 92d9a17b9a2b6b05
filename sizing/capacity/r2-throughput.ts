import { ASSUMPTIONS as A } from "../assumptions.ts";
import { LIMITS } from "../limits.ts";
import { PARTITION_DAYS } from "../stored.ts";
import { estimateLayers } from "../usage/upkeep.ts";
import { type Bottleneck, cite } from "./bottleneck.ts";

const HOURS = 24;
const SECONDS_AN_HOUR = 3_600;

export const r2Throughput: Bottleneck = {
	title: "R2 throughput",
	remedy: "narrower partitions, each a run of its own beside the others; parts side by side, since an object has no limit but its key's",
	measure: (plan, traffic) => {
		const { parts } = estimateLayers(plan, traffic);
		const width = PARTITION_DAYS[plan.knobs.d1Size.partition];
		return [
			{
				what: "archiving one shard's partition",
				demand: (parts * A.partSeconds.value) / SECONDS_AN_HOUR,
				limit: width * HOURS,
				unit: "hours",
				source: "a bound of our own: it must be done before the next is due",
			},
			{ what: "parts of one archived partition", demand: parts, limit: LIMITS.r2Parts.paid, unit: "parts", source: cite(LIMITS.r2Parts) },
			{
				what: "steps of its Workflow",
				demand: 2 * parts + 7,
				limit: LIMITS.workflowSteps.paid,
				unit: "steps",
				source: cite(LIMITS.workflowSteps),
			},
		];
	},
};
