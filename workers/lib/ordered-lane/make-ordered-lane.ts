import { toMessage } from "../d1/fault.ts";
import { toRetryDelay } from "../queue-batch/retry-delay.ts";
import type { LaneMessage, LaneStore } from "./lane-store.ts";

export interface OrderedLaneOptions {
	readonly store: LaneStore;
	/** More are refused, for whoever sends to wait. */
	readonly maxWaiting: number;
	/** Deliveries a run: an invocation has 15 minutes (/queues/platform/limits/, /durable-objects/platform/limits/, 2026-09-17). */
	readonly maxPerRun: number;
	readonly random: () => number;
}

export interface LaneReceiver {
	/** Why the message must be tried again, before any later one; null once it has arrived. A message may come twice. */
	deliver(message: LaneMessage): Promise<string | null>;
	/** Keeps a message after its last attempt; the lane goes on once it has it. */
	bury(message: LaneMessage, reason: string): Promise<void>;
}

export interface LanePolicy {
	readonly maxAttempts: number;
	/** The first wait; it doubles with each attempt. */
	readonly retryDelaySeconds: number;
}

/** `full` says that none was taken and all may be sent again. */
export type LaneAnswer = "taken" | "full";

export interface OrderedLane {
	/** Keeps messages behind all that came before, all of them or none; one whose id came before is passed over. */
	put(messages: readonly Pick<LaneMessage, "id" | "body">[]): LaneAnswer;
	/** Delivers in order until the lane is empty, a delivery fails or the run is long enough; seconds until the next run, null for none. */
	run(receiver: LaneReceiver, policy: LanePolicy): Promise<number | null>;
}

/** Delivers one key's messages exactly in the order in which they came, each at least once: none before the one ahead of it has arrived or is buried. */
export function makeOrderedLane({ store, maxWaiting, maxPerRun, random }: OrderedLaneOptions): OrderedLane {
	/** Seconds to wait where the head couldn't leave. */
	const tryHead = async (head: LaneMessage, receiver: LaneReceiver, { maxAttempts, retryDelaySeconds }: LanePolicy): Promise<number> => {
		const reason = await receiver.deliver(head).catch(toMessage);
		if (reason !== null) {
			const attempts = head.attempts + 1;
			if (attempts < maxAttempts) {
				store.fail();
				return Math.max(1, toRetryDelay(attempts, retryDelaySeconds, random));
			}
			await receiver.bury({ ...head, attempts }, reason);
		}
		store.remove();
		return 0;
	};

	return {
		put(messages) {
			if (store.size() + messages.length > maxWaiting) return "full";
			for (const { id, body } of messages) store.append(id, body);
			return "taken";
		},
		async run(receiver, policy) {
			for (let done = 0; done < maxPerRun; done += 1) {
				const head = store.head();
				if (!head) return null;
				const wait = await tryHead(head, receiver, policy);
				if (wait > 0) return wait;
			}
			return store.head() ? 0 : null;
		},
	};
}
