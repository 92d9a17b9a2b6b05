/** One thing that must hold after a stage changed. */
export interface Check {
	readonly what: string;
	readonly expected: string;
	readonly found: string;
	readonly ok: boolean;
	/** What is wrong, piece by piece; the first few are shown. */
	readonly faults: readonly string[];
}

/** Of `count` things, all but the faulty ones are as they should be. */
export const checkAll = (what: string, count: number, faults: readonly string[]): Check => ({
	what,
	expected: count.toLocaleString("en"),
	found: Math.max(0, count - faults.length).toLocaleString("en"),
	ok: faults.length === 0,
	faults,
});

export const checkSame = (what: string, expected: string, found: string): Check => ({
	what,
	expected,
	found,
	ok: expected === found,
	faults: [],
});
