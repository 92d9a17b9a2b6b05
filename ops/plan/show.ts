import { z } from "zod";
import type { Workload } from "../../config/settings.ts";
import type { Plan } from "../../plan/plan.ts";
import { toUsdText } from "../../terminal/money.ts";
import { STACK_FIELDS, STACK_OPTIONS } from "../stack.ts";
import { defineVerb } from "../verb.ts";
import { toCapacityText, toNearest, toPercent } from "./capacity-text.ts";
import { type SizedStage, sizeStack } from "./size-plan.ts";

/** `plan show` */
export const show = defineVerb({
	name: "show",
	summary: "what a stage declares, and how near each bottleneck is",
	options: STACK_OPTIONS,
	schema: z.strictObject(STACK_FIELDS),
	help: `Touches nothing and needs no account. Use is at the busiest second of the workload, storage after half a year of it; "breaks at" grows
the product by more tenants of the same kind. What is assumed stands in sizing/assumptions.ts.

  npm run ops -- plan show                   the launch stage with the load that it is made for
  npm run ops -- plan show --stage 1m
  npm run ops -- plan show --stack prod      what a stack file makes of it`,
	run: async (choice, { root }) => {
		const sized = await sizeStack(root, choice);
		const { plan, capacities, headroom, bill, tooMuch } = sized;
		const { stage, workload } = plan;
		const cost = { perMonth: bill.perMonth, perMillionRequests: bill.perMillionRequests };
		return { json: { stage, workload, resources: countNodes(plan), headroom, capacities, cost, tooMuch }, text: toText(sized) };
	},
});

function toText({ plan, capacities, headroom, bill, tooMuch }: SizedStage): string {
	const counts = Object.entries(countNodes(plan)).filter(([, count]) => count > 0);
	const nearest = toNearest(capacities);
	return [
		`stage ${plan.stage}: ${toWorkloadText(plan.workload)}`,
		counts.map(([product, count]) => `${count} ${product}`).join(", "),
		"",
		toCapacityText(capacities),
		"",
		`headroom ${toPercent(headroom)}: ${nearest?.title ?? ""} is met first`,
		`${toUsdText(bill.perMonth)} a month, ${toUsdText(bill.perMillionRequests)} a million requests (npm run ops -- cost)`,
		...tooMuch.map(({ kind, why }) => `${kind.replaceAll("-", " ")}: ${why}`),
	].join("\n");
}

/** How many of each product a plan declares: every list of nodes in it, whatever they will be called. */
const countNodes = (plan: Plan): Readonly<Record<string, number>> =>
	Object.fromEntries(Object.entries(plan).flatMap(([name, nodes]) => (Array.isArray(nodes) ? [[name, nodes.length]] : [])));

export const toWorkloadText = ({ requestsPerDay, peakFactor, readShare, eventsPerRequest, tenants }: Workload): string =>
	[
		`${requestsPerDay.toLocaleString("en")} requests a day`,
		`${peakFactor} × at the peak`,
		`${toPercent(readShare)} reads`,
		`${eventsPerRequest} events a request`,
		`${tenants.toLocaleString("en")} tenants`,
	].join(", ");
