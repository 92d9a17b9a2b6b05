/** Tags in one purge of Workers Cache (/workers/cache/, 2026-07-06). */
const OPERATIONS = 100;

/** The tags that wait for their purge: one an isolate. */
export interface PurgeBucket {
	add(tags: readonly string[]): void;
	/** The tags of one purge; none where none wait. */
	take(): readonly string[];
	readonly waiting: number;
}

export function makePurgeBucket(): PurgeBucket {
	const waiting = new Set<string>();
	return {
		add(tags) {
			for (const tag of tags) waiting.add(tag);
		},
		take() {
			const tags = [...waiting].slice(0, OPERATIONS);
			for (const tag of tags) waiting.delete(tag);
			return tags;
		},
		get waiting() {
			return waiting.size;
		},
	};
}
