/** What `sendBatch` takes: 100 messages and 256 KB, 1 KB being 1,000 bytes, with about 100 bytes of overhead each (/queues/platform/limits/, 2026-09-17). */
const MAX_MESSAGES = 100;
const MAX_BYTES = 256_000;
const OVERHEAD = 100;

/** Cuts texts into batches, in order; a text too long for any batch gets one alone, for the queue to refuse. */
export function chunkMessages(texts: readonly string[]): string[][] {
	const chunks: string[][] = [];
	let chunk: string[] = [];
	let bytes = 0;
	for (const text of texts) {
		const size = new TextEncoder().encode(text).byteLength + OVERHEAD;
		if (chunk.length === 0 || chunk.length === MAX_MESSAGES || bytes + size > MAX_BYTES) {
			chunk = [];
			chunks.push(chunk);
			bytes = 0;
		}
		chunk.push(text);
		bytes += size;
	}
	return chunks;
}
