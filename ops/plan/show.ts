import { z } from "zod";
import { toTable } from "../../terminal/table.ts";
import { readPlan, STACK_FIELDS, STACK_OPTIONS } from "../stack.ts";
import { defineVerb } from "../verb.ts";
import { countNodes } from "./count-nodes.ts";

/** `plan show` */
export const show = defineVerb({
	name: "show",
	summary: "what a stage declares",
	options: STACK_OPTIONS,
	schema: z.strictObject(STACK_FIELDS),
	help: `Touches nothing and needs no account.

  npm run ops -- plan show                   the launch stage as its preset has it
  npm run ops -- plan show --stage 1m
  npm run ops -- plan show --stack prod      what a stack file makes of it`,
	run: async (choice, { root }) => {
		const plan = await readPlan(root, choice);
		const resources = countNodes(plan);
		return {
			json: { stage: plan.stage, workload: plan.workload, resources },
			text: [`stage ${plan.stage}`, "", toTable(Object.entries(resources).map(([resource, count]) => ({ resource, count })))].join("\n"),
		};
	},
});
