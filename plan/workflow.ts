import { MANIFESTS } from "../workers/manifests.ts";
import { type Context, toName } from "./context.ts";

export interface WorkflowNode {
	readonly id: string;
	readonly name: string;
	/** The Worker that exports the class, by id. */
	readonly worker: string;
	readonly className: string;
}

export const planWorkflows = (context: Context): WorkflowNode[] =>
	MANIFESTS.flatMap(({ name, workflows }) =>
		Object.entries(workflows).map(([id, className]) => ({ id, name: toName(context, id), worker: name, className })),
	);
