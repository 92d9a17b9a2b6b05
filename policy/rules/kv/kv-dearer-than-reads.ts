import { toMicroUsd } from "../../../config/units.ts";
import { estimateCost } from "../../../sizing/cost.ts";
import type { SizedPlan } from "../../../sizing/sized-plan.ts";
import { toUsdText } from "../../../terminal/money.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { always, defineRule } from "../../rule.ts";
import { NO_SETTINGS, toSizedPlan } from "../../sized.ts";

/** Less is not worth a change. */
const WORTH = toMicroUsd(1e6);

export const kvDearerThanReads = defineRule({
	id: "kv-dearer-than-reads",
	product: "kv",
	wrong: "KV stands in front of reads that cost less than KV itself",
	why: "A KV read costs as much as 500 rows of D1 and a write as much as 5,000; a record is found in 2 rows",
	remedy: "Leave KV out (stagecraft:overrides.kvWriteRate.recordTtl), unless it buys a latency that is wanted",
	level: always("advisory"),
	scope: "stack",
	check: (stack) => {
		const plan = toSizedPlan(stack);
		if (plan === null) return notApplicable(NO_SETTINGS);
		const { recordTtl } = plan.knobs.kvWriteRate;
		if (recordTtl === 0 || plan.knobs.d1ReadLatency.placement !== "none") return notApplicable("no record goes through KV");
		const [withKv, without] = [estimateCost(plan).perMonth, estimateCost(withoutKv(plan)).perMonth];
		if (withKv - without < WORTH) return COMPLIANT;
		const sum = `${toUsdText(withKv)} a month with it and ${toUsdText(without)} without: ${toUsdText(withKv - without)} more`;
		return violation("SETTINGS.recordCacheSeconds", recordTtl, `must earn its price, and costs ${sum}`);
	},
});

const withoutKv = (plan: SizedPlan): SizedPlan => ({
	...plan,
	// Where the Worker runs beside its data, the code leaves KV out and asks for as many rows.
	knobs: { ...plan.knobs, d1ReadLatency: { ...plan.knobs.d1ReadLatency, placement: "smart" } },
});
