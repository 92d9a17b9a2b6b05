import type { R2Bucket } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import { toRetryDelay } from "../queue-batch/retry-delay.ts";
import { toDeadLetters, toObjectKey } from "./dead-letter.ts";

export interface StoreOptions {
	/** The dead-letter queue's name. */
	readonly queue: string;
	readonly messages: readonly QueueMessage[];
	readonly bucket: Pick<R2Bucket, "put">;
	readonly onError: (what: string, error: unknown) => void;
	/** From 0 up to 1. */
	readonly random: () => number;
}

/** A bucket that fails for a moment costs seconds; one that is away is asked each hour, and for days by the consumer's retries. */
const FIRST_RETRY_SECONDS = 2;
const LAST_RETRY_SECONDS = 3_600;

/** Keeps every message as an object; one that can't be kept now comes again. */
export async function storeDeadLetters({ queue, messages, bucket, onError, random }: StoreOptions): Promise<void> {
	await mapBounded(messages, async (message) => {
		try {
			await mapBounded(toDeadLetters(message, queue), async (letter) => {
				await bucket.put(toObjectKey(letter.id), JSON.stringify(letter), { httpMetadata: { contentType: "application/json" } });
			});
			message.ack();
		} catch (error) {
			onError("store a dead letter", error);
			message.retry({ delaySeconds: Math.min(toRetryDelay(message.attempts, FIRST_RETRY_SECONDS, random), LAST_RETRY_SECONDS) });
		}
	});
}
