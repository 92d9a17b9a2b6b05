import { toMessage } from "../d1/fault.ts";
import { toRetryDelay } from "../queue-batch/retry-delay.ts";
import type { LaneMessage, LaneStore } from "./lane-store.ts";

export interface OrderedLaneOptions {
	readonly store: LaneStore;
	/** Has a message delivered; one that rejects is tried again before any later one. */
	readonly deliver: (message: LaneMessage) => Promise<void>;
	/** Takes a message after its last attempt; the lane goes on once it has it. */
	readonly bury: (message: LaneMessage, reason: string) => Promise<void>;
	readonly maxAttempts: number;
	readonly retryDelaySeconds: number;
	/** More are refused, for whoever sends to wait. */
	readonly maxWaiting: number;
	/** Deliveries a run: an alarm has 15 minutes (/durable-objects/platform/limits/, 2026-09-17). */
	readonly maxPerRun: number;
	readonly random: () => number;
}

/** `full` says that it isn't taken and may be sent again, `known` that it came before. */
export type LaneAnswer = "taken" | "known" | "full";

export interface OrderedLane {
	put(id: string, body: string): LaneAnswer;
	/** Delivers in order until the lane is empty, a delivery fails or the run is long enough; seconds until the next run, null for none. */
	run(): Promise<number | null>;
}

/** Delivers one key's messages exactly in the order in which they came, each at least once: none before the one ahead of it has arrived or is buried. */
export function makeOrderedLane(options: OrderedLaneOptions): OrderedLane {
	const { store, maxAttempts, random } = options;

	/** Seconds to wait where the head couldn't leave. */
	const tryHead = async (head: LaneMessage): Promise<number> => {
		try {
			await options.deliver(head);
		} catch (error) {
			const attempts = head.attempts + 1;
			if (attempts < maxAttempts) {
				store.fail();
				return Math.max(1, toRetryDelay(attempts, options.retryDelaySeconds, random));
			}
			await options.bury({ ...head, attempts }, toMessage(error));
		}
		store.remove();
		return 0;
	};

	return {
		put(id, body) {
			if (store.size() >= options.maxWaiting) return "full";
			return store.append(id, body) ? "taken" : "known";
		},
		async run() {
			for (let done = 0; done < options.maxPerRun; done += 1) {
				const head = store.head();
				if (!head) return null;
				const wait = await tryHead(head);
				if (wait > 0) return wait;
			}
			return store.head() ? 0 : null;
		},
	};
}
