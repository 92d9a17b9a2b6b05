/** Lets a key in at its second miss: most keys of a long tail are asked for once, and a write for each would be lost. */
export interface Admission {
	/** Remembers the miss; true where there was one before. */
	admit(key: string): boolean;
	readonly size: number;
}

/** Two generations of keys, so that the oldest half goes at once and no time is kept. */
export function makeAdmission(capacity: number): Admission {
	let recent = new Set<string>();
	let older = new Set<string>();
	return {
		admit(key) {
			const known = recent.has(key) || older.has(key);
			recent.add(key);
			if (recent.size >= capacity / 2) [older, recent] = [recent, new Set<string>()];
			return known;
		},
		get size() {
			return recent.size + older.size;
		},
	};
}
