import { z } from "zod";
import type { Bill } from "../../sizing/cost/bill.ts";
import { estimateCost } from "../../sizing/cost.ts";
import { toMarkdown } from "../../terminal/markdown.ts";
import { toUsdText } from "../../terminal/money.ts";
import { toTable } from "../../terminal/table.ts";
import { readPlan, STACK_FIELDS, STACK_OPTIONS } from "../stack.ts";
import { defineVerb } from "../verb.ts";
import { toBillRows } from "./bill-rows.ts";

/** `cost` */
export const show = defineVerb({
	name: null,
	summary: "a month's bill",
	options: [
		...STACK_OPTIONS,
		["--measured", "also count what a small run on this machine uses, scaled to the workload, and show both"],
		["--markdown", "the table as Markdown"],
	],
	schema: z.strictObject({ ...STACK_FIELDS, measured: z.boolean().default(false), markdown: z.boolean().default(false) }),
	help: `List prices of Workers Paid, without taxes and contracts. What our Workers use for each request is in sizing/usage/, what is
assumed in sizing/assumptions.ts. Storage is what half a year of the load leaves.

  npm run ops -- cost --stage 1m
  npm run ops -- cost --stack prod --workload next-year.yaml
  npm run ops -- cost --stage 100k --measured     twenty seconds, no account
  npm run ops -- cost diff --help`,
	run: async ({ measured, markdown, ...choice }, { root, terminal }) => {
		const plan = await readPlan(root, choice);
		const bill = estimateCost(plan);
		if (!measured) return { json: { stage: plan.stage, workload: plan.workload, ...bill }, text: toText(plan.stage, bill, markdown) };
		const { answerMeasured } = await import("./show-measured.ts");
		return answerMeasured({ root, plan, choice, markdown, terminal });
	},
});

function toText(stage: string, bill: Bill, markdown: boolean): string {
	const table = (markdown ? toMarkdown : toTable)(toBillRows(bill));
	const sum = `${toUsdText(bill.perMonth)} a month, ${toUsdText(bill.perMillionRequests)} a million requests`;
	return [`stage ${stage}: ${bill.requests.toLocaleString("en")} requests a month`, "", table, "", markdown ? `**${sum}**` : sum].join(
		"\n",
	);
}
