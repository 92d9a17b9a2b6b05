import type { EventRow } from "../rpc.ts";
import type { Block, RowKey } from "./archive-manifest.ts";
import { canPad, gzip, makePadding } from "./gzip.ts";

/** Rows behind a key, in order; none where there are no more. */
export type ReadRows = (after: RowKey | null) => Promise<readonly EventRow[]>;

export interface PartSizes {
	/** Parts are equal and at least 5 MiB, the last one apart (/r2/objects/upload-objects/, 2026-09-17). */
	readonly partBytes: number;
	/** Text in a block before it is compressed: what a reader holds in memory. */
	readonly blockBytes: number;
}

/** Keeps what a step of a Workflow returns below 1 MiB (/workflows/reference/limits/, 2026-09-17). */
const MAX_BLOCKS = 1000;

export interface Part {
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Offsets count from the part's first byte. */
	readonly blocks: readonly Block[];
	/** Whether rows follow. */
	readonly isLast: boolean;
}

/**
 * The part of an archive that begins behind a key: whole blocks, then padding up to the part's size, so that every part
 * begins with a block and can be made again from nothing but that key.
 */
export async function makePart(readRows: ReadRows, after: RowKey | null, { partBytes, blockBytes }: PartSizes): Promise<Part> {
	const bytes = new Uint8Array(partBytes);
	const blocks: Block[] = [];
	let offset = 0;
	for await (const { text, first, last, events } of readBlocks(readRows, after, blockBytes)) {
		const member = await gzip(new Uint8Array(new TextEncoder().encode(text)));
		const left = partBytes - offset - member.length;
		if (left < 0 || !canPad(left) || blocks.length === MAX_BLOCKS) {
			if (blocks.length === 0) throw new Error(`a block of ${member.length} bytes doesn't fit a part of ${partBytes}`);
			bytes.set(makePadding(partBytes - offset), offset);
			return { bytes, blocks, isLast: false };
		}
		bytes.set(member, offset);
		blocks.push({ first, last, offset, length: member.length, events });
		offset += member.length;
	}
	return { bytes: bytes.slice(0, offset), blocks, isLast: true };
}

async function* readBlocks(readRows: ReadRows, after: RowKey | null, blockBytes: number) {
	let lines: string[] = [];
	let size = 0;
	let first: RowKey | null = null;
	for (let rows = await readRows(after); rows.length > 0; ) {
		for (const { tenant, time, id, type, event } of rows) {
			const line = `${JSON.stringify({ tenant, time, id, type, event })}\n`;
			lines.push(line);
			size += line.length;
			const last = { tenant, time, id };
			first ??= last;
			if (size < blockBytes) continue;
			yield { text: lines.join(""), first, last, events: lines.length };
			[lines, size, first] = [[], 0, null];
		}
		const end = rows.at(-1);
		if (!end) return;
		const { tenant, time, id } = end;
		rows = await readRows({ tenant, time, id });
		if (rows.length === 0 && first) yield { text: lines.join(""), first, last: { tenant, time, id }, events: lines.length };
	}
}
