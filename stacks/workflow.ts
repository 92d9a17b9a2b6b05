import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { WorkflowNode } from "../plan/workflow.ts";
import { at } from "./at.ts";
import type { WorkerService } from "./worker.ts";

interface Args {
	readonly accountId: pulumi.Input<string>;
	readonly nodes: readonly WorkflowNode[];
	readonly workers: Readonly<Record<string, WorkerService>>;
}

/** The Workflows, each made once the Worker that exports its class is deployed. */
export class Workflows extends pulumi.ComponentResource {
	constructor(name: string, { accountId, nodes, workers }: Args, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:workflow:Workflows", name, {}, options);
		for (const node of nodes) {
			const worker = at(workers, node.worker);
			new cloudflare.Workflow(
				`${name}-${node.id}`,
				{ accountId, workflowName: node.name, scriptName: worker.scriptName, className: node.className },
				{ parent: this, dependsOn: [worker.deployment] },
			);
		}
		this.registerOutputs({ count: nodes.length });
	}
}
