/** The one range of bytes of a `Range` header (RFC 9110 §14.1.2). */
export type ByteRange =
	| { readonly kind: "from"; readonly first: number; readonly last: number | null }
	| { readonly kind: "suffix"; readonly length: number };

/** 15 digits are more than any object has bytes, and exact as a number. */
const RANGE = /^bytes *= *(?:(?<first>\d{1,15})-(?<last>\d{1,15})?|-(?<suffix>\d{1,15}))$/i;

/** Null for no header, and for one that a server may leave aside: another unit, several ranges, or no range at all. */
export function parseByteRange(header: string | null): ByteRange | null {
	const { first, last, suffix } = RANGE.exec((header ?? "").trim())?.groups ?? {};
	if (suffix !== undefined) return { kind: "suffix", length: Number(suffix) };
	if (first === undefined) return null;
	const range = { kind: "from", first: Number(first), last: last === undefined ? null : Number(last) } as const;
	return range.last !== null && range.last < range.first ? null : range;
}

/** First and last byte of the range in a file of `size` bytes, never past its end; null where it has none of them. */
export function resolveRange(range: ByteRange, size: number): { readonly first: number; readonly last: number } | null {
	const first = range.kind === "suffix" ? Math.max(0, size - range.length) : range.first;
	const last = range.kind === "suffix" || range.last === null ? size - 1 : Math.min(range.last, size - 1);
	const empty = first >= size || (range.kind === "suffix" && range.length === 0);
	return empty ? null : { first, last };
}
