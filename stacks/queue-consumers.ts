import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { QueueNode } from "../plan/queue.ts";
import { at } from "./at.ts";
import type { Queues } from "./queue.ts";
import type { WorkerService } from "./worker.ts";

interface Args {
	readonly accountId: pulumi.Input<string>;
	readonly nodes: readonly QueueNode[];
	readonly queues: Queues;
	readonly workers: Readonly<Record<string, WorkerService>>;
}

/** Who receives each queue's messages: made once the Worker is deployed, for one without a queue handler is refused. */
export class QueueConsumers extends pulumi.ComponentResource {
	constructor(name: string, { accountId, nodes, queues, workers }: Args, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:queue:QueueConsumers", name, {}, options);
		for (const { id, consumer } of nodes) {
			const worker = at(workers, consumer.worker);
			const args: cloudflare.QueueConsumerArgs = {
				accountId,
				queueId: at(queues.queues, id).id,
				type: "worker",
				scriptName: worker.scriptName,
				settings: {
					batchSize: consumer.batchSize,
					maxConcurrency: consumer.maxConcurrency,
					maxRetries: consumer.maxRetries,
					maxWaitTimeMs: consumer.maxWaitTimeMs,
					retryDelay: consumer.retryDelaySeconds,
				},
				...(consumer.deadLetterQueue === null ? {} : { deadLetterQueue: at(queues.names, consumer.deadLetterQueue) }),
			};
			new cloudflare.QueueConsumer(`${name}-${id}`, args, { parent: this, dependsOn: [worker.deployment] });
		}
		this.registerOutputs({ count: nodes.length });
	}
}
