/** Uniform in [0, 1), the same numbers for the same seed: mulberry32, which passes gjrand at 2^32 numbers and needs one word of state. */
export function makeRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The values in an order that `random` chose (Fisher and Yates). */
export function shuffle<T>(values: readonly T[], random: () => number): T[] {
	const shuffled = [...values];
	for (const [end] of [...shuffled.entries()].reverse()) {
		const start = Math.floor(random() * (end + 1));
		shuffled.splice(end, 1, ...shuffled.splice(start, 1, ...shuffled.slice(end, end + 1)));
	}
	return shuffled;
}
