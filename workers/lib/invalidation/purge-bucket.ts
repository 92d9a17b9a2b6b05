/** Workers Cache takes 5 purges a minute, 25 at once, and 100 operations in each (/workers/cache/, 2026-07-06). */
const PURGES_PER_MINUTE = 5;
const BUCKET = 25;
const OPERATIONS = 100;

/** The tags that wait for their purge, and what is left of the rate: one an isolate. */
export interface PurgeBucket {
	add(tags: readonly string[]): void;
	/** The tags of one purge, if the rate allows one now. */
	take(): readonly string[];
	readonly waiting: number;
}

/** @param now - milliseconds since 1970 */
export function makePurgeBucket(now: () => number): PurgeBucket {
	const waiting = new Set<string>();
	let tokens = BUCKET;
	let filledAt = now();
	const fill = () => {
		const at = now();
		// A clock that is set back fills nothing, and counts from there.
		tokens = Math.min(BUCKET, tokens + (Math.max(0, at - filledAt) / 60_000) * PURGES_PER_MINUTE);
		filledAt = at;
	};
	return {
		add(tags) {
			for (const tag of tags) waiting.add(tag);
		},
		take() {
			fill();
			if (waiting.size === 0 || tokens < 1) return [];
			tokens -= 1;
			const tags = [...waiting].slice(0, OPERATIONS);
			for (const tag of tags) waiting.delete(tag);
			return tags;
		},
		get waiting() {
			return waiting.size;
		},
	};
}
