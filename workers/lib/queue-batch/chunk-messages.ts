import { chunkByBytes, toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";

/** What a message weighs besides its body, about, in bytes (/queues/platform/limits/, 2026-09-17). */
export const MESSAGE_OVERHEAD = 100;

/** What `sendBatch` takes: 100 messages and 256 KB, 1 KB being 1,000 bytes (/queues/platform/limits/, 2026-09-17). */
const BATCH = { maxItems: 100, maxBytes: 256_000 } as const;

/** Cuts what goes into messages into batches, in order; a text too long for any batch gets one alone, for the queue to refuse. */
export function chunkMessages<T>(items: readonly T[], toText: (item: T) => string): T[][] {
	return chunkByBytes(items, { ...BATCH, toBytes: (item) => toByteLength(toText(item)) + MESSAGE_OVERHEAD });
}
