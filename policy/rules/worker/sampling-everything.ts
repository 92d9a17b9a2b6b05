import { estimateCost } from "../../../sizing/cost.ts";
import { toUsdText } from "../../../terminal/money.ts";
import type { Stack } from "../../judged.ts";
import { COMPLIANT, violation } from "../../outcome.ts";
import { numberAt } from "../../read.ts";
import { defineRule, from } from "../../rule.ts";
import { toSizedPlan } from "../../sized.ts";
import { TYPES } from "../../types.ts";

const FIELD = "observability.headSamplingRate";
const SAMPLED = 0.1;

export const samplingEverything = defineRule({
	id: "sampling-everything",
	product: "worker",
	wrong: "Every invocation is logged at a load where a tenth says as much",
	why: "Logs are billed by the event, and at a million requests a day become the largest line of the bill",
	remedy: "Log a share (stagecraft:overrides.observability.logs)",
	level: from("1m", "advisory", "off"),
	scope: "among",
	types: [TYPES.worker],
	check: (worker, stack) => {
		// The provider leaves all of them in where it is left out.
		const rate = numberAt(worker, FIELD);
		return (rate ?? 1) < 1 ? COMPLIANT : violation(FIELD, rate, `must be less than 1${toPrice(stack)}`);
	},
});

/** What the logs of the whole stack cost more than a tenth of them. */
function toPrice(stack: Stack): string {
	const plan = toSizedPlan(stack);
	if (plan === null) return "";
	const costAt = (logs: number) =>
		estimateCost({ ...plan, knobs: { ...plan.knobs, observability: { ...plan.knobs.observability, logs } } }).perMonth;
	return `: logging all costs ${toUsdText(costAt(1) - costAt(SAMPLED))} a month more than a tenth`;
}
