/** Bytes of an object that a `Range` asks for. */
export type Range = { readonly offset: number; readonly length: number };

/** 15 digits are more than any object has bytes, and exact as a number. */
const RANGE = /^bytes=(?:(?<first>\d{1,15})-(?<last>\d{0,15})|-(?<suffix>\d{1,15}))$/;

/** Of an object of `size` bytes: null for all of it, where the header is none of one range (RFC 9110 §14.2), `none` where the range has no byte. */
export function readRange(header: string | null, size: number): Range | "none" | null {
	const { first, last, suffix } = RANGE.exec(header ?? "")?.groups ?? {};
	if (suffix !== undefined) {
		const length = Math.min(Number(suffix), size);
		return length === 0 ? "none" : { offset: size - length, length };
	}
	if (first === undefined) return null;
	const offset = Number(first);
	const end = last ? Number(last) : size - 1;
	if (last && end < offset) return null;
	return offset >= size ? "none" : { offset, length: Math.min(end, size - 1) - offset + 1 };
}
