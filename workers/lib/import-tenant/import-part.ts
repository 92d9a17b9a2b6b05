import type { ArchiveReading } from "../archive/archive-store.ts";
import { gunzip } from "../archive/gzip.ts";
import { toSha256 } from "../archive/to-sha256.ts";
import { chunkByBytes, toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import type { ExportedObject } from "../export/export-manifest.ts";

/** Of lines that go on their way together; an RPC takes 32 MiB (/workers/runtime-apis/rpc/, 2026-09-17). */
const PAGE = { maxItems: 5_000, maxBytes: 1_000_000, toBytes: toByteLength };

/** Each page is a call of another Worker, of which a request may make 32 through service bindings (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17). */
const MAX_PAGES = 28;

/** What an export holds isn't what its manifest says: to try again would change nothing. */
export class SpoiltExportError extends Error {}

export interface ImportedPart {
	/** Of the blocks that were handed on. */
	readonly rows: number;
	/** The block to go on with; null where the part is through. */
	readonly next: number | null;
}

/**
 * Reads one part of an exported object, which must have the SHA-256 and as many rows as its manifest says, and hands on its lines in pages,
 * from one of its blocks on and as many as a step may. Nothing is handed on of a part that isn't as it was written.
 */
export async function importPart(
	store: ArchiveReading,
	exported: ExportedObject,
	{ index, from }: { readonly index: number; readonly from: number },
	write: (lines: readonly string[]) => Promise<void>,
): Promise<ImportedPart> {
	const { bytes, blocks } = await readPart(store, exported, index);
	let [rows, pages] = [0, 0];
	for (const [number, block] of blocks.entries().drop(from)) {
		const text = new TextDecoder().decode(await gunzip(bytes.slice(block.offset, block.offset + block.length)));
		const lines = text.split("\n").filter((line) => line !== "");
		if (lines.length !== block.rows) throw new SpoiltExportError(`${exported.object} has ${lines.length} rows in a block of ${block.rows}`);
		const chunks = chunkByBytes(lines, PAGE);
		pages += chunks.length;
		// A block that needs more than all of them has no other place either.
		if (pages > MAX_PAGES && number > from) return { rows, next: number };
		for (const chunk of chunks) await write(chunk);
		rows += block.rows;
	}
	return { rows, next: null };
}

/** A part as it was written, and its blocks, their offsets counted from its first byte. */
async function readPart(store: ArchiveReading, { object, parts, blocks }: ExportedObject, index: number) {
	const part = parts[index];
	if (object === null || !part) throw new SpoiltExportError(`there is no part ${index} of ${object}`);
	const start = parts.slice(0, index).reduce((sum, { bytes }) => sum + bytes, 0);
	const stored = await store.get(object, { range: { offset: start, length: part.bytes } });
	const bytes = new Uint8Array(stored ? await stored.arrayBuffer() : []);
	const sha256 = await toSha256(bytes);
	if (sha256 !== part.sha256) throw new SpoiltExportError(`part ${index + 1} of ${object} has SHA-256 ${sha256}, not ${part.sha256}`);
	const own = blocks.filter(({ offset }) => offset >= start && offset < start + part.bytes);
	const rows = own.reduce((sum, block) => sum + block.rows, 0);
	if (rows !== part.rows) throw new SpoiltExportError(`part ${index + 1} of ${object} has blocks of ${rows} rows, not ${part.rows}`);
	return { bytes, blocks: own.map((block) => ({ ...block, offset: block.offset - start })) };
}
