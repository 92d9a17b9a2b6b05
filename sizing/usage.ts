import { isPriced, PRICES, type Priced } from "./prices.ts";
import type { SizedPlan } from "./sized-plan.ts";
import { toTraffic } from "./traffic.ts";
import { estimateAppUsage } from "./usage/app.ts";
import { estimateGatewayUsage } from "./usage/gateway.ts";
import { estimateIngestUsage } from "./usage/ingest.ts";
import { estimateLogUsage } from "./usage/logs.ts";
import { estimateStorageUsage } from "./usage/storage.ts";
import { estimateUpkeepUsage } from "./usage/upkeep.ts";

/** A month, in the units that Cloudflare counts; by the names of prices. */
export type Usage = Readonly<Partial<Record<Priced, number>>>;

/** What a month of the plan's workload uses, by the plan's knobs and what our Workers do for each request. */
export function estimateUsage(plan: SizedPlan): Usage {
	const traffic = toTraffic(plan.workload);
	const used = addUsage(estimateServedUsage(plan), estimateUpkeepUsage(plan, traffic), estimateStorageUsage(plan, traffic));
	return addUsage(used, estimateLogUsage(plan, traffic, used));
}

/** Only what requests and their events use: what a local run can be measured against. */
export function estimateServedUsage(plan: SizedPlan): Usage {
	const traffic = toTraffic(plan.workload);
	return addUsage(...[estimateGatewayUsage, estimateAppUsage, estimateIngestUsage].map((estimate) => estimate(plan, traffic)));
}

export function addUsage(...parts: readonly Usage[]): Usage {
	const sum = new Map<Priced, number>();
	for (const part of parts)
		for (const [name, count] of Object.entries(part)) if (isPriced(name)) sum.set(name, (sum.get(name) ?? 0) + count);
	return Object.fromEntries([...sum].sort(([a], [b]) => NAMES.indexOf(a) - NAMES.indexOf(b)));
}

const NAMES = Object.keys(PRICES);
