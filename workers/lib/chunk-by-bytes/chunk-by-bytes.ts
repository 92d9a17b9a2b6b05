export interface ChunkLimits<T> {
	readonly maxItems: number;
	readonly maxBytes: number;
	readonly toBytes: (item: T) => number;
}

/** Cuts items into chunks within both limits, in order; one that is too large for any chunk gets one alone. */
export function chunkByBytes<T>(items: readonly T[], { maxItems, maxBytes, toBytes }: ChunkLimits<T>): T[][] {
	const chunks: T[][] = [];
	let chunk: T[] = [];
	let bytes = 0;
	for (const item of items) {
		const size = toBytes(item);
		if (chunk.length === 0 || chunk.length === maxItems || bytes + size > maxBytes) {
			chunk = [];
			chunks.push(chunk);
			bytes = 0;
		}
		chunk.push(item);
		bytes += size;
	}
	return chunks;
}

const encoder = new TextEncoder();

/** UTF-8. */
export const toByteLength = (text: string): number => encoder.encode(text).byteLength;
