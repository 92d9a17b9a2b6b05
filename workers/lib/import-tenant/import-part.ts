import type { ArchiveReading } from "../archive/archive-store.ts";
import { gunzip } from "../archive/gzip.ts";
import { toSha256 } from "../archive/verify-archive.ts";
import { chunkByBytes, toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import type { ExportedObject } from "../export/export-manifest.ts";

/** Of lines that go on their way together; an RPC takes 32 MiB (/workers/runtime-apis/rpc/, 2026-09-17). */
const PAGE = { maxItems: 1_000, maxBytes: 1_000_000, toBytes: toByteLength };

/** What an export holds isn't what its manifest says: to try again would change nothing. */
export class SpoiltExportError extends Error {}

/**
 * Reads one part of an exported object, which must have the SHA-256 and as many rows as its manifest says, and hands on its lines in pages.
 * Nothing is handed on of a part that isn't as it was written.
 *
 * @returns the rows
 */
export async function importPart(
	store: ArchiveReading,
	{ object, parts, blocks }: ExportedObject,
	index: number,
	write: (lines: readonly string[]) => Promise<void>,
): Promise<number> {
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
	for (const { offset, length, rows } of own) {
		const text = new TextDecoder().decode(await gunzip(bytes.slice(offset - start, offset - start + length)));
		const lines = text.split("\n").filter((line) => line !== "");
		if (lines.length !== rows) throw new SpoiltExportError(`${object} has ${lines.length} rows at ${offset}, not ${rows}`);
		for (const page of chunkByBytes(lines, PAGE)) await write(page);
	}
	return rows;
}
