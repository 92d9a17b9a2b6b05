export interface LaneMessage {
	readonly id: string;
	readonly body: string;
	/** Deliveries that failed. */
	readonly attempts: number;
}

/** What a lane keeps: messages in the order in which they came. */
export interface LaneStore {
	/** False where a message of that id waits already, or was among the last that left. */
	append(id: string, body: string): boolean;
	head(): LaneMessage | null;
	/** Counts a failed delivery of the head. */
	fail(): void;
	/** Takes the head out; its id stays known for a while. */
	remove(): void;
	size(): number;
}

/** Ids that a lane knows after their messages have left it. */
export const REMEMBERED = 1_000;

/** For tests of what uses a lane. */
export function makeMemoryLane(): LaneStore {
	let waiting: readonly LaneMessage[] = [];
	let left: readonly string[] = [];
	return {
		append(id, body) {
			if (left.includes(id) || waiting.some((message) => message.id === id)) return false;
			waiting = [...waiting, { id, body, attempts: 0 }];
			return true;
		},
		head: () => waiting[0] ?? null,
		fail() {
			waiting = waiting.map((message, index) => (index === 0 ? { ...message, attempts: message.attempts + 1 } : message));
		},
		remove() {
			left = [...left, ...waiting.slice(0, 1).map(({ id }) => id)].slice(-REMEMBERED);
			waiting = waiting.slice(1);
		},
		size: () => waiting.length,
	};
}
