/** Larger than any time in milliseconds, of as many digits: what is newer sorts first, as R2 lists by name only. */
const END = 9_999_999_999_999;

/** What the key of a letter of this moment has behind its queue's folder. */
export const toKeyPrefix = (at: number): string => String(END - at).padStart(13, "0");

/** When the message of a letter was queued, by its object's key; null for a key that is none of a letter. */
export function parseLetterTime(key: string): number | null {
	const inverted = /\/(\d{13})~[^/]*$/.exec(key)?.[1];
	return inverted === undefined ? null : END - Number(inverted);
}
