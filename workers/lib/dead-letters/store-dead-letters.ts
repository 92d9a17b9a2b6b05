import type { R2Bucket } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import { toDeadLetters, toObjectKey } from "./dead-letter.ts";

export interface StoreOptions {
	/** The dead-letter queue's name. */
	readonly queue: string;
	readonly messages: readonly QueueMessage[];
	readonly bucket: Pick<R2Bucket, "put">;
	readonly onError: (what: string, error: unknown) => void;
}

/** Keeps every message as an object; one that can't be kept now comes again. */
export async function storeDeadLetters({ queue, messages, bucket, onError }: StoreOptions): Promise<void> {
	await mapBounded(messages, async (message) => {
		try {
			await mapBounded(toDeadLetters(message, queue), async (letter) => {
				await bucket.put(toObjectKey(letter.id), JSON.stringify(letter), { httpMetadata: { contentType: "application/json" } });
			});
			message.ack();
		} catch (error) {
			onError("store a dead letter", error);
			message.retry();
		}
	});
}
