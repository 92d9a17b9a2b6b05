/** Which batches of one writer were counted: all up to `last`, but for those that others overtook. */
export interface SeenBatches {
	readonly last: number;
	readonly missing: readonly number[];
}

export const NONE_SEEN: SeenBatches = { last: 0, missing: [] };

/** A writer that gives up on a batch leaves its number missing for ever; the oldest of more than these are taken for given up. */
const MAX_MISSING = 1_000;

/** With this batch too; null where it was counted before. A writer numbers its batches from 1 on. */
export function markSeen({ last, missing }: SeenBatches, sequence: number): SeenBatches | null {
	if (sequence <= last) return missing.includes(sequence) ? { last, missing: missing.filter((number) => number !== sequence) } : null;
	const skipped = Math.min(sequence - last - 1, MAX_MISSING);
	const overtaken = Array.from({ length: skipped }, (_, index) => sequence - skipped + index);
	return { last: sequence, missing: [...missing, ...overtaken].slice(-MAX_MISSING) };
}
