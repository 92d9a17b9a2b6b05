/** Several measurements of one thing: the middle one, and the quartiles as its spread. */
export interface Summary {
	readonly median: number;
	readonly low: number;
	readonly high: number;
}

/** The value below which `share` of them lie, between two where it falls between; NaN of none. */
export function toQuantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const below = sorted[Math.floor(place)] ?? Number.NaN;
	const above = sorted[Math.ceil(place)] ?? Number.NaN;
	return below + (above - below) * (place - Math.floor(place));
}

export const toSummary = (values: readonly number[]): Summary => ({
	median: toQuantile(values, 0.5),
	low: toQuantile(values, 0.25),
	high: toQuantile(values, 0.75),
});
