import { type MicroUsd, toMicroUsd } from "../config/units.ts";
import { ASSUMPTIONS } from "./assumptions.ts";
import { type Bill, type BillLine, makeLine, SERVICES } from "./cost/bill.ts";
import { SUBSCRIPTION, ZONE_PLANS } from "./prices.ts";
import type { SizedPlan } from "./sized-plan.ts";
import { estimateUsage, type Usage } from "./usage.ts";

/** A month's bill of a plan at its workload; `usage` stands in for the model's own estimate where it was measured. */
export function estimateCost(plan: SizedPlan, usage: Usage = estimateUsage(plan)): Bill {
	const zonePlan = plan.edge?.zone.plan ?? "free";
	const fixed: readonly BillLine[] = [
		makeFlatLine("Workers", "subscription", SUBSCRIPTION),
		...(plan.edge === null ? [] : [makeFlatLine("Zone", `plan ${zonePlan}`, ZONE_PLANS[zonePlan] ?? toMicroUsd(0))]),
	];
	const lines = SERVICES.flatMap(({ service, lines }) => lines.map(({ line, price }) => makeLine(service, line, price, usage[price] ?? 0)));
	const all = [...fixed, ...lines];
	const perMonth = toMicroUsd(all.reduce((sum, { cost }) => sum + cost, 0));
	const requests = plan.workload.requestsPerDay * ASSUMPTIONS.daysPerMonth.value;
	return { lines: all, perMonth, perMillionRequests: toMicroUsd(Math.round((perMonth / requests) * 1e6)), requests };
}

const makeFlatLine = (service: string, line: string, cost: MicroUsd): BillLine => ({
	service,
	line,
	price: null,
	unit: "month",
	used: 1,
	included: 0,
	billed: 1,
	microUsdEach: cost,
	cost,
});
