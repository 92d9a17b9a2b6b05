import type { Plan } from "../../plan/plan.ts";
import type { Bill } from "../../sizing/cost/bill.ts";
import { estimateCost } from "../../sizing/cost.ts";
import { isPriced } from "../../sizing/prices.ts";
import { addUsage, estimateServedUsage, estimateUsage, type Usage } from "../../sizing/usage.ts";
import { toMarkdown } from "../../terminal/markdown.ts";
import { toCountText, toUsdText } from "../../terminal/money.ts";
import { type Row, toTable } from "../../terminal/table.ts";
import type { Answer, Terminal } from "../answer.ts";
import type { StackChoice } from "../stack.ts";
import { measureUsage } from "./measure/measure.ts";

interface MeasuredOptions {
	readonly root: string;
	readonly plan: Plan;
	readonly choice: StackChoice;
	readonly markdown: boolean;
	readonly terminal: Terminal;
}

const REQUESTS = 500;

/** What the meters of our Workers see; the rest of a bill stays the model's. */
const METERED = [
	"kvReads",
	"kvWrites",
	"kvDeletes",
	"kvLists",
	"d1RowsRead",
	"d1RowsWritten",
	"queueOperations",
	"r2ClassA",
	"r2ClassB",
	"objectRequests",
] as const;

/** `cost --measured`: the model's bill and the one with a local run's counts, line by line. */
export async function answerMeasured({ root, plan, choice, markdown, terminal }: MeasuredOptions): Promise<Answer> {
	const { requests, perRequest } = await measureUsage({ root, plan, choice, requests: REQUESTS, progress: terminal.error });
	const model = estimateCost(plan);
	const measured = estimateCost(plan, replaceServed(plan, perRequest));
	return {
		json: { stage: plan.stage, workload: plan.workload, requests, perRequest, model, measured },
		text: [
			`stage ${plan.stage}: the model beside ${requests} requests on this machine, scaled to ${model.requests.toLocaleString("en")} a month`,
			"",
			(markdown ? toMarkdown : toTable)(toRows(model, measured)),
			"",
			`model ${toUsdText(model.perMonth)} a month, measured ${toUsdText(measured.perMonth)}`,
			"A run of seconds finds its tenants' keys and records in caches that a month's tenants find cold: KV reads and writes are its floor.",
		].join("\n"),
	};
}

/** What requests and their events used is replaced; upkeep, storage and what no meter sees stay as the model has them. */
function replaceServed(plan: Plan, perRequest: Usage): Usage {
	const requests = estimateCost(plan).requests;
	const served = estimateServedUsage(plan);
	const change = METERED.map((name) => [name, (perRequest[name] ?? 0) * requests - (served[name] ?? 0)] as const);
	return addUsage(estimateUsage(plan), Object.fromEntries(change));
}

function toRows(model: Bill, measured: Bill): readonly Row[] {
	const isMetered = (price: string | null) => price !== null && isPriced(price) && METERED.some((name) => name === price);
	return model.lines.flatMap((line, index) => {
		const other = measured.lines[index];
		if (!other || !isMetered(line.price) || line.used + other.used === 0) return [];
		return [
			{
				service: line.service,
				line: line.line,
				model: toCountText(line.used),
				measured: toCountText(other.used),
				difference: toDifference(line.used, other.used),
				"model, a month": toUsdText(line.cost),
				"measured, a month": toUsdText(other.cost),
			},
		];
	});
}

const toDifference = (model: number, measured: number) => {
	if (model === 0) return "new";
	const percent = Math.round(((measured - model) / model) * 1_000) / 10;
	return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${Math.abs(percent).toFixed(1)} %`;
};
