import { z } from "zod";
import type { Stage } from "../../config/settings.ts";
import { STAGES } from "../../config/settings.ts";
import { toUsdText } from "../../terminal/money.ts";
import { type Row, toTable } from "../../terminal/table.ts";
import { registerStack, STACK_FIELDS, STACK_OPTIONS, stage } from "../stack.ts";
import { defineVerb } from "../verb.ts";
import { toNearest, toPercent } from "./capacity-text.ts";
import { findKnobChanges, type KnobChange } from "./knob-changes.ts";
import { findResourceChanges, type ResourceChange } from "./resource-changes.ts";
import { type SizedStage, sizeStack } from "./size-plan.ts";

/** `plan diff` */
export const diff = defineVerb({
	name: "diff",
	summary: "what a change of stage creates, updates and replaces, and what becomes of data",
	args: [
		["<from>", `a stage: ${STAGES.join(", ")}`],
		["<to>", "another"],
	],
	options: STACK_OPTIONS.filter(([flags]) => !flags.startsWith("--stage")),
	schema: z.strictObject({ stack: STACK_FIELDS.stack, workload: STACK_FIELDS.workload, from: stage, to: stage }),
	help: `Runs the program for both stages, with no engine and no account, and compares what each registers. Ends with 1 where data would be lost.

  npm run ops -- plan diff 100k 1m                 with the loads that the stages are made for
  npm run ops -- plan diff 100k 1m --stack prod    with a stack's tenants, zone, overrides and load`,
	run: async ({ from, to, ...choice }, { root }) => {
		const sides = [from, to].map((stage) => ({ ...choice, stage }));
		const [before, after] = await Promise.all(sides.map((side) => sizeStack(root, side)));
		const [old, now] = await Promise.all(sides.map((side) => registerStack(root, side)));
		if (!before || !after || !old || !now) throw new Error("a comparison has two sides");
		const resources = findResourceChanges(old, now);
		const knobs = findKnobChanges(before.plan, after.plan);
		const losesData = resources.some((change) => change.losesData);
		return {
			json: { from: toSide(before), to: toSide(after), resources, knobs, losesData },
			text: toText([from, to], [before, after], resources, knobs),
			refused: losesData,
		};
	},
});

const toSide = ({ plan, headroom, bill, capacities, tooMuch }: SizedStage) => ({
	stage: plan.stage,
	workload: plan.workload,
	headroom,
	metFirst: toNearest(capacities)?.name,
	perMonth: bill.perMonth,
	perMillionRequests: bill.perMillionRequests,
	tooMuch,
});

function toText(
	[from, to]: readonly [Stage, Stage],
	[before, after]: readonly [SizedStage, SizedStage],
	resources: readonly ResourceChange[],
	knobs: readonly KnobChange[],
): string {
	const fact = (name: string, tell: (sized: SizedStage) => string): Row => ({ "": name, [from]: tell(before), [to]: tell(after) });
	const facts = [
		fact("requests a day", ({ plan }) => plan.workload.requestsPerDay.toLocaleString("en")),
		fact("a month", ({ bill }) => toUsdText(bill.perMonth)),
		fact("a million requests", ({ bill }) => toUsdText(bill.perMillionRequests)),
		fact("headroom", ({ headroom }) => toPercent(headroom)),
		fact("met first", ({ capacities }) => toNearest(capacities)?.title ?? ""),
	];
	return [
		toTable(facts),
		toTable(groupChanges(resources)),
		toTable(knobs.map(({ knob, from, to }) => ({ knob, from, to }))),
		toVerdict(resources),
	].join("\n\n");
}

/** One line for all resources of a type to which the same happens. */
function groupChanges(changes: readonly ResourceChange[]): readonly Row[] {
	const groups = Map.groupBy(changes, ({ kind, type, inputs, data }) => [kind, type, inputs.join(", "), data].join(" "));
	return [...groups.values()].flatMap((members) => {
		const [first] = members;
		if (!first) return [];
		return [
			{
				change: WORDS[first.kind],
				resource: first.type,
				count: members.length,
				which: toNames(members),
				changes: first.inputs.join(", "),
				data: first.data,
			},
		];
	});
}

const WORDS = { create: "create", update: "update in place", replace: "replace", delete: "delete" } as const;
const SHOWN = 3;

function toNames(members: readonly ResourceChange[]): string {
	const names = members.slice(0, SHOWN).map(({ name }) => name);
	return members.length > SHOWN ? `${names.join(", ")}, …` : names.join(", ");
}

function toVerdict(changes: readonly ResourceChange[]): string {
	const lost = changes.filter(({ losesData }) => losesData);
	if (lost.length === 0) return "No data is lost: nothing that holds any is replaced or deleted.";
	return `${lost.length} ${lost.length === 1 ? "resource holds" : "resources hold"} data and would be replaced or deleted.`;
}
