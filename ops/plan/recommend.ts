import { z } from "zod";
import { parseWorkload, STAGES, type Workload } from "../../config/settings.ts";
import { PRESETS } from "../../presets/presets.ts";
import { type Candidate, recommend as choose, type Recommendation, WANTED_HEADROOM } from "../../sizing/recommend.ts";
import { toUsdText } from "../../terminal/money.ts";
import { toTable } from "../../terminal/table.ts";
import { readPlan, readStack, STACK_FIELDS, STACK_OPTIONS, type StackChoice } from "../stack.ts";
import { defineVerb } from "../verb.ts";
import { toNearest, toPercent } from "./capacity-text.ts";
import { toWorkloadText } from "./show.ts";
import { sizePlan } from "./size-plan.ts";

const count = (what: string) =>
	z.coerce.number(`must be a number of ${what}`).int(`must be a whole number of ${what}`).min(1, "must be at least 1");

/** `plan recommend` */
export const recommend = defineVerb({
	name: "recommend",
	summary: "the smallest stage for a load, and why not another",
	options: [
		...STACK_OPTIONS.filter(([flags]) => !flags.startsWith("--stage")),
		["--requests <a-day>", "requests a day, in place of the workload's"],
		["--tenants <count>", "tenants, in place of the workload's"],
	],
	schema: z.strictObject({
		stack: STACK_FIELDS.stack,
		workload: STACK_FIELDS.workload,
		requests: count("requests a day").optional(),
		tenants: count("tenants").optional(),
	}),
	help: `The smallest stage that is made for the load and leaves ${toPercent(WANTED_HEADROOM)} of every limit at the peak. Without a stack, what isn't given
is as in the stage that is made for as many requests. Ends with 1 where no stage will do.

  npm run ops -- plan recommend --stack prod
  npm run ops -- plan recommend --requests 400000 --tenants 3000
  npm run ops -- plan recommend --workload next-year.yaml`,
	run: async ({ requests, tenants, ...choice }, { root }) => {
		const workload = await readWorkload(root, choice, { requests, tenants });
		const candidates = await makeCandidates(root, choice, workload);
		const recommendation = choose(candidates, workload.requestsPerDay);
		return {
			json: { workload, ...recommendation, candidates: candidates.map(({ capacities: _, ...candidate }) => candidate) },
			text: toText(workload, candidates, recommendation),
			refused: recommendation.stage === null,
		};
	},
});

type Wanted = { readonly requests: number | undefined; readonly tenants: number | undefined };

/** Where no stack says otherwise, what isn't given is as in the stage that is made for as many requests. */
async function readWorkload(root: string, choice: StackChoice, { requests, tenants }: Wanted): Promise<Workload> {
	const { settings } = await readStack(root, choice);
	const ofStage = parseWorkload(PRESETS[settings.stage].workload);
	const requestsPerDay = requests ?? settings.workload.requestsPerDay ?? ofStage.requestsPerDay;
	const base = choice.stack === undefined ? parseWorkload(PRESETS[toStageFor(requestsPerDay)].workload) : ofStage;
	return { ...base, ...settings.workload, requestsPerDay, ...(tenants === undefined ? {} : { tenants }) };
}

const toStageFor = (requests: number) => STAGES.find((stage) => requests <= PRESETS[stage].workload.requestsPerDay) ?? "10m";

async function makeCandidates(root: string, { stack }: StackChoice, workload: Workload): Promise<readonly Candidate[]> {
	const plans = await Promise.all(STAGES.map(async (stage) => ({ ...(await readPlan(root, { stack, stage })), workload })));
	return plans.map((plan, index) => {
		const { capacities, tooMuch, bill } = sizePlan(plan, plans.slice(index + 1));
		return { stage: plan.stage, madeFor: PRESETS[plan.stage].workload.requestsPerDay, capacities, tooMuch, perMonth: bill.perMonth };
	});
}

function toText(workload: Workload, candidates: readonly Candidate[], { stage, against }: Recommendation): string {
	const rows = candidates.map(({ stage: own, madeFor, capacities, perMonth }) => {
		const nearest = toNearest(capacities);
		return {
			"": own === stage ? "→" : " ",
			stage: own,
			"made for, a day": madeFor,
			headroom: toPercent(1 - (nearest?.use ?? 0)),
			"met first": nearest?.title ?? "",
			"a month": toUsdText(perMonth),
		};
	});
	const reasons = against.map(({ stage: other, reasons }) => `  ${other}: ${reasons.join("; ")}`);
	const verdict =
		stage === null ? "No stage holds this load: raise the knobs of 10m (stagecraft:overrides), databases first." : `Take ${stage}.`;
	return [
		toWorkloadText(workload),
		"",
		toTable(rows),
		"",
		verdict,
		"",
		`Why not ${stage === null ? "these" : "another"}:`,
		...reasons,
	].join("\n");
}
