import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { QueueNode } from "../plan/queue.ts";
import { toOptions } from "./options.ts";

interface QueuesArgs {
	readonly accountId: pulumi.Input<string>;
	readonly nodes: readonly QueueNode[];
}

/** The queues and their dead-letter queues, by the plan's ids. */
export class Queues extends pulumi.ComponentResource {
	readonly queues: Readonly<Record<string, cloudflare.Queue>>;
	readonly names: Readonly<Record<string, pulumi.Output<string>>>;

	constructor(name: string, { accountId, nodes }: QueuesArgs, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:queue:Queues", name, {}, options);
		this.queues = Object.fromEntries(
			nodes.map((node) => [node.id, new cloudflare.Queue(`${name}-${node.id}`, { accountId, ...toArgs(node) }, toOptions(this, node))]),
		);
		this.names = Object.fromEntries(Object.entries(this.queues).map(([id, queue]) => [id, queue.queueName]));
		this.registerOutputs({ names: this.names });
	}
}

const toArgs = (node: QueueNode): Omit<cloudflare.QueueArgs, "accountId"> => ({
	queueName: node.name,
	settings: {
		deliveryDelay: node.deliveryDelaySeconds,
		deliveryPaused: node.deliveryPaused,
		messageRetentionPeriod: node.retentionSeconds,
	},
});
