import { toMilliseconds } from "../config/units.ts";
import { MANIFESTS } from "../workers/manifests.ts";
import { type Context, type Protection, toName, toProtection } from "./context.ts";

/** Times are seconds, as in Cloudflare's API, but for the wait for a batch. */
export interface QueueNode extends Protection {
	readonly id: string;
	readonly name: string;
	/** The family its messages belong to: a Worker binds and consumes families. */
	readonly family: string;
	readonly lane: number;
	readonly deadLetters: boolean;
	readonly retentionSeconds: number;
	readonly deliveryDelaySeconds: number;
	readonly deliveryPaused: boolean;
	readonly consumer: ConsumerNode;
}

interface ConsumerNode {
	/** The Worker that receives the messages, by id: a queue has one consumer. */
	readonly worker: string;
	/** The queue that takes what is not acknowledged; null for a dead-letter queue, whose consumer stores or retries. */
	readonly deadLetterQueue: string | null;
	readonly batchSize: number;
	readonly maxWaitTimeMs: number;
	readonly maxRetries: number;
	readonly retryDelaySeconds: number;
	readonly maxConcurrency: number;
}

/** Dead letters are stored at once and alone; until R2 takes them, they are tried for days: 100 retries are the most there are (/queues/platform/limits/, 2026-09-17). */
const DEAD_LETTER_CONSUMER = {
	deadLetterQueue: null,
	batchSize: 25,
	maxWaitTimeMs: 1_000,
	maxRetries: 100,
	retryDelaySeconds: 3_600,
	maxConcurrency: 2,
} as const;

/** Each is spread over the plan's lanes. */
const FAMILIES = ["events"] as const;
type Family = (typeof FAMILIES)[number];

/** The lanes of each family, each with a dead-letter queue of its own. */
export function planQueues(context: Context): QueueNode[] {
	const lanes = Array.from({ length: context.knobs.queueThroughput.lanes }, (_, lane) => lane);
	return FAMILIES.flatMap((family) => lanes.flatMap((lane) => [toQueue(context, family, lane), toDeadLetterQueue(context, family, lane)]));
}

const toDeadLetterId = (family: Family, lane: number) => `${family}-dlq-${lane}`;

function toQueue(context: Context, family: Family, lane: number): QueueNode {
	const { batchSize, batchWait, retries, retryDelay, concurrency, retention } = context.knobs.queueThroughput;
	return {
		...toCommon(context, family, `${family}-${lane}`, lane),
		deadLetters: false,
		retentionSeconds: retention,
		consumer: {
			worker: toConsumer(family, false),
			deadLetterQueue: toDeadLetterId(family, lane),
			batchSize,
			maxWaitTimeMs: toMilliseconds(batchWait),
			maxRetries: retries,
			retryDelaySeconds: retryDelay,
			maxConcurrency: concurrency,
		},
	};
}

const toDeadLetterQueue = (context: Context, family: Family, lane: number): QueueNode => ({
	...toCommon(context, family, toDeadLetterId(family, lane), lane),
	deadLetters: true,
	retentionSeconds: context.knobs.queueThroughput.deadLetterRetention,
	consumer: { worker: toConsumer(family, true), ...DEAD_LETTER_CONSUMER },
});

const toCommon = (context: Context, family: Family, id: string, lane: number) => ({
	id,
	name: toName(context, id),
	family,
	lane,
	deliveryDelaySeconds: 0,
	deliveryPaused: false,
	...toProtection(context),
});

/** @throws Error where no Worker, or more than one, says that it consumes the family. */
function toConsumer(queue: string, deadLetters: boolean): string {
	const [worker, ...others] = MANIFESTS.filter(({ consumes }) =>
		consumes.some((entry) => entry.queue === queue && entry.deadLetters === deadLetters),
	);
	if (worker === undefined || others.length > 0)
		throw new Error(
			`${worker === undefined ? "no" : "several"} Workers consume "${queue}" (dead letters: ${deadLetters}); there must be one`,
		);
	return worker.name;
}
