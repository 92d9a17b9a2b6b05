import { z } from "zod";
import { STAGES } from "../../config/settings.ts";
import { estimateCost } from "../../sizing/cost.ts";
import { toMarkdown } from "../../terminal/markdown.ts";
import { toUsdChange, toUsdText } from "../../terminal/money.ts";
import { isStage, readPlan, STACK_FIELDS, STACK_OPTIONS, type StackChoice } from "../stack.ts";
import { defineVerb } from "../verb.ts";
import { toChangeRows } from "./bill-rows.ts";
import { readPlansAt } from "./read-ref.ts";

const side = z.string().min(1, "must be a stage or a git ref");

/** `cost diff` */
export const diff = defineVerb({
	name: "diff",
	summary: "what a change of stage, or of the code, does to the bill",
	args: [
		["<from>", "a stage, a git ref, or . for the files as they are"],
		["<to>", "the same"],
	],
	options: STACK_OPTIONS,
	schema: z.strictObject({ ...STACK_FIELDS, from: side, to: side }),
	help: `A Markdown table, fit for a pull request. For git refs each ref's own plan code runs, and today's prices and model judge both: the
table shows what the plans changed. Without --stack or --stage, two refs are compared for every stage.

  npm run ops -- cost diff 100k 1m                     each with the load that it is made for
  npm run ops -- cost diff 100k 1m --stack prod        both with the stack's load
  npm run ops -- cost diff main . --stack prod         before a pull request`,
	run: async ({ from, to, ...choice }, { root }) => {
		const choices = toChoices(from, to, choice);
		const [before, after] = [await readSide(root, from, choices), await readSide(root, to, choices)];
		const pairs = choices.map((own, index) => ({ title: toTitle(own), before: before[index], after: after[index] }));
		return toAnswer(from, to, pairs);
	},
});

type Side = Awaited<ReturnType<typeof readSide>>[number];

interface Pair {
	readonly title: string;
	readonly before: Side | undefined;
	readonly after: Side | undefined;
}

/** Where both sides are stages there is one comparison, else one for each stage unless one is chosen. */
function toChoices(from: string, to: string, choice: StackChoice): readonly StackChoice[] {
	const isChosen = choice.stack !== undefined || choice.stage !== undefined;
	return isChosen || isStage(from) || isStage(to) ? [choice] : STAGES.map((stage) => ({ ...choice, stage }));
}

const toTitle = ({ stack, stage }: StackChoice) => [stack, stage].filter((part) => part !== undefined).join(" at ");

async function readSide(root: string, side: string, choices: readonly StackChoice[]) {
	const plans = isStage(side)
		? await Promise.all(choices.map((choice) => readPlan(root, { ...choice, stage: side })))
		: await readPlansAt(root, side, choices);
	return plans.map((plan) => ({ stage: plan.stage, bill: estimateCost(plan) }));
}

function toAnswer(from: string, to: string, pairs: readonly Pair[]) {
	const whole = pairs.flatMap(({ title, before, after }) => (before && after ? [{ title, before, after }] : []));
	const sums = whole.map(({ title, before, after }) => ({
		stage: title || after.stage,
		[from]: toUsdText(before.bill.perMonth),
		[to]: toUsdText(after.bill.perMonth),
		change: toUsdChange(after.bill.perMonth - before.bill.perMonth),
	}));
	const changed = whole.filter(({ before, after }) => whole.length === 1 || before.bill.perMonth !== after.bill.perMonth);
	const details = changed.map(({ title, before, after }) =>
		[...(whole.length > 1 ? [`#### ${title}`, ""] : []), toMarkdown(toChangeRows(before.bill, after.bill, [from, to]))].join("\n"),
	);
	return {
		json: { from, to, changes: whole.map(({ title, before, after }) => ({ title, before: before.bill, after: after.bill })) },
		text: [`### Cost a month: ${from} → ${to}`, ...(whole.length > 1 ? [toMarkdown(sums)] : []), ...details].join("\n\n"),
	};
}
