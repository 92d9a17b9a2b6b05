import type { R2Bucket } from "@cloudflare/workers-types";

interface DeadLetterCount {
	readonly queue: string;
	readonly letters: number;
}

export interface DeadLetterCounts {
	readonly queues: readonly DeadLetterCount[];
	/** False where there are more than were looked at. */
	readonly isComplete: boolean;
}

/** A page lists 1,000 keys and is one class A operation (/r2/pricing/, 2026-10-01). */
const MAX_PAGES = 20;

/** How many letters of each queue are stored, by their keys. */
export async function countDeadLetters(bucket: Pick<R2Bucket, "list">): Promise<DeadLetterCounts> {
	const counts = new Map<string, number>();
	let cursor: string | undefined;
	for (let pages = 0; pages < MAX_PAGES; pages++) {
		const listed = await bucket.list(cursor === undefined ? {} : { cursor });
		for (const { key } of listed.objects) {
			const [queue = ""] = key.split("/", 1);
			counts.set(queue, (counts.get(queue) ?? 0) + 1);
		}
		if (!listed.truncated) return { queues: toCounts(counts), isComplete: true };
		cursor = listed.cursor;
	}
	return { queues: toCounts(counts), isComplete: false };
}

const toCounts = (counts: ReadonlyMap<string, number>): DeadLetterCount[] => [...counts].map(([queue, letters]) => ({ queue, letters }));
