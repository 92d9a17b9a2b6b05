import { type ArchiveManifest, type Block, compareRows, parseManifest } from "./archive-manifest.ts";
import type { ArchiveReading } from "./archive-store.ts";
import { readBlock } from "./read-block.ts";

export interface StreamRange {
	readonly tenant: string;
	/** Milliseconds since 1970, the first moment that counts. */
	readonly from: number;
	/** The first moment that no longer counts. */
	readonly to: number;
}

/** A tenant's archived events as NDJSON, oldest first: a block in memory at a time, read when the receiver asks for more. */
export function streamEvents(store: ArchiveReading, manifest: string, range: StreamRange): ReadableStream<Uint8Array> {
	let chunks: AsyncGenerator<string> | null = null;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				chunks ??= readChunks(store, manifest, range);
				const { done, value } = await chunks.next();
				if (done) controller.close();
				else controller.enqueue(new TextEncoder().encode(value));
			},
		},
		{ highWaterMark: 0 },
	);
}

async function* readChunks(store: ArchiveReading, key: string, { tenant, from, to }: StreamRange): AsyncGenerator<string> {
	const stored = await store.get(key);
	if (!stored) return;
	const manifest = parseManifest(await stored.text());
	for (const block of findBlocks(manifest, { tenant, from, to })) {
		const rows = await readBlock(store, manifest.object, block);
		// Written anew meanwhile, or expired: what ends without an error would seem whole.
		if (!rows) throw new Error(`${manifest.object} isn't there any more`);
		const own = rows.filter((row) => row.tenant === tenant && row.time >= from && row.time < to);
		if (own.length > 0) yield own.map(({ event }) => `${event.replaceAll("\n", " ")}\n`).join("");
	}
}

const findBlocks = ({ blocks }: ArchiveManifest, { tenant, from, to }: StreamRange): Block[] =>
	blocks.filter(
		({ first, last }) => compareRows(last, { tenant, time: from, id: "" }) >= 0 && compareRows(first, { tenant, time: to, id: "" }) < 0,
	);
