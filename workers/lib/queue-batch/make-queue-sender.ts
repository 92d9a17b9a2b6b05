import type { Queue } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { pick } from "../rendezvous/pick.ts";
import { chunkMessages } from "./chunk-messages.ts";

/** A message's body, and what says which lane it goes to. */
interface KeyedText {
	readonly key: string;
	readonly text: string;
}

export interface QueueSenderOptions {
	/** The queues of one family, by lane. */
	readonly lanes: ReadonlyMap<string, Pick<Queue, "sendBatch">>;
}

export interface QueueSender {
	/** Sends texts, each on the lane of its key, in as few batches as a queue takes; rejects if any part was refused, and may then be repeated whole. */
	send(messages: readonly KeyedText[]): Promise<void>;
}

export function makeQueueSender({ lanes }: QueueSenderOptions): QueueSender {
	const names = [...lanes.keys()];
	return {
		async send(messages) {
			const byLane = Map.groupBy(messages, ({ key }) => pick(names, key));
			const batches = [...byLane].flatMap(([lane, members]) =>
				chunkMessages(members, ({ text }) => text).map((batch) => ({ lane, batch })),
			);
			await mapBounded(batches, async ({ lane, batch }) => {
				await lanes.get(lane)?.sendBatch(batch.map(({ text }) => ({ body: text, contentType: "text" })));
			});
		},
	};
}
