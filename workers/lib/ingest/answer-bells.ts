import { mapBounded } from "../concurrency/map-bounded.ts";
import type { ObjectNamespace } from "../manifest.ts";
import { parseBell } from "../ordered-lane/lane-bell.ts";
import { findLane, type LaneRef, type OrderedLaneObject } from "../ordered-lane/lane-object.ts";
import type { LanePolicy, LaneReceiver } from "../ordered-lane/make-ordered-lane.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";

interface Bell {
	readonly message: QueueMessage;
	readonly ref: LaneRef;
}

/** A batch by what its messages are. */
export interface SplitBatch {
	readonly bells: readonly Bell[];
	readonly events: readonly QueueMessage[];
}

export function splitBells(messages: readonly QueueMessage[]): SplitBatch {
	const bells = messages.flatMap((message): Bell[] => {
		const ref = parseBell(message.body);
		return ref ? [{ message, ref }] : [];
	});
	const rung = new Set(bells.map(({ message }) => message));
	return { bells, events: messages.filter((message) => !rung.has(message)) };
}

export interface BellOptions extends LanePolicy {
	readonly lanes: ObjectNamespace<OrderedLaneObject>;
	readonly receiver: LaneReceiver;
	readonly onError: (what: string, error: unknown) => void;
}

/** Drains each lane that rang. A bell is done when it was heard, whatever came of it: a lane that isn't empty rings again by itself. */
export async function answerBells({ lanes, receiver, onError, ...policy }: BellOptions, bells: readonly Bell[]): Promise<void> {
	const byLane = Map.groupBy(bells, ({ ref }) => JSON.stringify([ref.tenant, ref.location, ref.key]));
	await mapBounded([...byLane.values()], async (same) => {
		const [first] = same;
		if (!first) return;
		try {
			await findLane(lanes, first.ref).drain(receiver, policy);
		} catch (error) {
			onError(`drain a lane of ${first.ref.tenant}`, error);
		}
		for (const { message } of same) message.ack();
	});
}
