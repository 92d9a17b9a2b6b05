import { z } from "zod";
import { addOnce } from "../account-parts.ts";
import { makeBinding, requirePart } from "../binding-rule.ts";
import { makeUuid } from "../identity.ts";
import { makeRule } from "../resource-rule.ts";

const WorkflowInputs = z.object({
	workflowName: z.string(),
	scriptName: z.string(),
	className: z.string(),
	limits: z.object({ steps: z.int().optional() }).optional(),
});

export const WORKFLOW_RESOURCES = {
	"cloudflare:index/workflow:Workflow": makeRule(WorkflowInputs, {
		id: ({ workflowName }) => makeUuid("workflow", workflowName),
		add: (parts, { workflowName, scriptName, className, limits }) =>
			addOnce(parts.workflows, workflowName, { worker: scriptName, className, stepLimit: limits?.steps }, `Workflow ${workflowName}`),
	}),
} as const;

export const WORKFLOW_BINDINGS = {
	workflow: makeBinding(z.object({ workflowName: z.string() }), ({ workflowName }, name, { parts, label }) => {
		const workflow = requirePart(parts.workflows, workflowName, label, "Workflow");
		const limit = workflow.stepLimit === undefined ? {} : { stepLimit: workflow.stepLimit };
		return { workflows: { [name]: { name: workflowName, className: workflow.className, scriptName: workflow.worker, ...limit } } };
	}),
} as const;
