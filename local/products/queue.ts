import { z } from "zod";
import { ACCOUNT_ID } from "../account-id.ts";
import type { QueuePart } from "../account-parts.ts";
import { type AccountParts, addOnce } from "../account-parts.ts";
import { makeBinding } from "../binding-rule.ts";
import { makeHexId } from "../identity.ts";
import { LocalError } from "../local-error.ts";
import { makeRule } from "../resource-rule.ts";

const QueueInputs = z.object({
	queueName: z.string(),
	settings: z.object({ deliveryDelay: z.number(), deliveryPaused: z.boolean() }),
});

// Every setting is required: Miniflare's defaults (batches of 5, 1 second, 2 retries) aren't those of Cloudflare (10, 5 seconds, 3).
// Bounds: https://developers.cloudflare.com/queues/platform/limits/ (2026-11-21); Miniflare holds to the same.
const ConsumerInputs = z.object({
	queueId: z.string(),
	type: z.literal("worker"),
	scriptName: z.string(),
	deadLetterQueue: z.string().optional(),
	settings: z.object({
		batchSize: z.int().min(1).max(100),
		maxRetries: z.int().min(0).max(100),
		maxWaitTimeMs: z.number().min(0).max(60_000),
		retryDelay: z.number().min(0).max(86_400),
	}),
});

export const QUEUE_RESOURCES = {
	"cloudflare:index/queue:Queue": makeRule(QueueInputs, {
		id: ({ queueName }) => makeHexId("queue", queueName),
		outputs: (_, id) => ({ queueId: id, consumersTotalCount: 0, producersTotalCount: 0 }),
		add: (parts, { queueName, settings }, id) => addOnce(parts.queues, id, { name: queueName, ...settings }, `Queue ${queueName}`),
	}),
	"cloudflare:index/queueConsumer:QueueConsumer": makeRule(ConsumerInputs, {
		// The provider gives every consumer the account's id.
		id: () => ACCOUNT_ID,
		outputs: ({ queueId }) => ({ consumerId: makeHexId("consumer", queueId) }),
		add: (parts, { queueId, scriptName, deadLetterQueue, settings }) => {
			const consumer = {
				worker: scriptName,
				deadLetterQueue,
				maxBatchSize: settings.batchSize,
				maxBatchTimeout: settings.maxWaitTimeMs / 1_000,
				maxRetries: settings.maxRetries,
				retryDelay: settings.retryDelay,
			};
			addOnce(parts.consumers, queueId, consumer, `A consumer of queue ${parts.queues.get(queueId)?.name ?? queueId}`);
		},
	}),
} as const;

export const QUEUE_BINDINGS = {
	queue: makeBinding(z.object({ queueName: z.string() }), ({ queueName }, name, { parts, label }) => {
		const queue = findQueue(parts, queueName, label);
		return { queueProducers: { [name]: { queueName: queue.name, deliveryDelay: queue.deliveryDelay } } };
	}),
} as const;

/** A Worker's `queueConsumers` for Miniflare. */
export function toQueueConsumers(parts: AccountParts, worker: string) {
	const consumers = [...parts.consumers].filter(([, consumer]) => consumer.worker === worker);
	return Object.fromEntries(
		consumers.map(([queueId, { worker: _, deadLetterQueue, ...settings }]) => {
			const queue = parts.queues.get(queueId);
			if (queue === undefined) throw new LocalError("bad_resource", `Worker ${worker} consumes queue ${queueId}, which isn't registered.`);
			if (deadLetterQueue === undefined) return [queue.name, settings];
			findQueue(parts, deadLetterQueue, `Worker ${worker}: dead letter queue of ${queue.name}`);
			return [queue.name, { ...settings, deadLetterQueue }];
		}),
	);
}

function findQueue(parts: AccountParts, name: string, label: string): QueuePart {
	for (const queue of parts.queues.values()) if (queue.name === name) return queue;
	throw new LocalError("bad_resource", `${label} names queue ${name}, which isn't registered.`);
}
