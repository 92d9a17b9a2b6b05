import type { Rule } from "./rule.ts";
import { consumerBatchSize } from "./rules/queue/consumer-batch-size.ts";
import { consumerConcurrency } from "./rules/queue/consumer-concurrency.ts";
import { consumerRetries } from "./rules/queue/consumer-retries.ts";
import { consumerRetryDelay } from "./rules/queue/consumer-retry-delay.ts";
import { consumerWait } from "./rules/queue/consumer-wait.ts";
import { dlqRetention } from "./rules/queue/dlq-retention.ts";
import { dlqWithoutConsumer } from "./rules/queue/dlq-without-consumer.ts";
import { queueRetention } from "./rules/queue/queue-retention.ts";
import { queueWithoutDlq } from "./rules/queue/queue-without-dlq.ts";

/** Every rule there is, in the order of the reference. */
export const RULES: readonly Rule[] = [
	queueWithoutDlq,
	dlqWithoutConsumer,
	dlqRetention,
	queueRetention,
	consumerBatchSize,
	consumerWait,
	consumerConcurrency,
	consumerRetries,
	consumerRetryDelay,
];
