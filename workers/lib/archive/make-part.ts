import { canPad, gzip, makePadding } from "./gzip.ts";

/** A line of NDJSON and where it stands in its source: text that only the source understands, to go on behind it. */
export interface Line {
	readonly position: string;
	readonly text: string;
}

/** Lines in their order, and the position behind which the next page begins; null where there are no more. A page may be empty and yet have a next one. */
export interface LinePage {
	readonly lines: readonly Line[];
	readonly next: string | null;
}

/** The page behind a position; the first one behind null. */
export type ReadLines = (after: string | null) => Promise<LinePage>;

export interface PartSizes {
	/** Parts are equal and at least 5 MiB, the last one apart (/r2/objects/upload-objects/, 2026-09-17). */
	readonly partBytes: number;
	/** Text in a block before it is compressed: what a reader holds in memory. */
	readonly blockBytes: number;
}

/** One gzip member of NDJSON; `offset` counts from the part's first byte, or from the object's. */
export interface LineBlock {
	readonly first: string;
	readonly last: string;
	readonly offset: number;
	readonly length: number;
	readonly rows: number;
}

/** A page may be a call of another Worker, of which a request may make 32 through service bindings (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17). */
const MAX_PAGES = 30;

/** Keeps what a step of a Workflow returns below 1 MiB (/workflows/reference/limits/, 2026-09-17). */
const MAX_BLOCKS = 1000;

export interface Part {
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly blocks: readonly LineBlock[];
	/** Whether lines follow. */
	readonly isLast: boolean;
}

/**
 * The part of an object that begins behind a position: whole blocks, then padding up to the part's size, so that every part
 * begins with a block and can be made again from nothing but that position. Lines that compress very well fill no part with the pages that it
 * may read: then it is padding for the most part.
 */
export async function makePart(readLines: ReadLines, after: string | null, { partBytes, blockBytes }: PartSizes): Promise<Part> {
	const bytes = new Uint8Array(partBytes);
	const blocks: LineBlock[] = [];
	const pages = limitPages(readLines);
	let offset = 0;
	for await (const { lines, first, last } of readBlocks(pages.read, after, blockBytes)) {
		const member = await gzip(new Uint8Array(new TextEncoder().encode(lines.join(""))));
		const left = partBytes - offset - member.length;
		if (left < 0 || !canPad(left) || blocks.length === MAX_BLOCKS) {
			if (blocks.length === 0) throw new Error(`a block of ${member.length} bytes doesn't fit a part of ${partBytes}`);
			return pad({ bytes, blocks }, offset);
		}
		bytes.set(member, offset);
		blocks.push({ first, last, offset, length: member.length, rows: lines.length });
		offset += member.length;
	}
	return pages.isCut() ? pad({ bytes, blocks }, offset) : { bytes: bytes.slice(0, offset), blocks, isLast: true };
}

function pad({ bytes, blocks }: Pick<Part, "bytes" | "blocks">, offset: number): Part {
	bytes.set(makePadding(bytes.length - offset), offset);
	return { bytes, blocks, isLast: false };
}

/** Ends after so many pages, though more may follow; never before there is a line to go on behind. */
function limitPages(readLines: ReadLines) {
	let [pages, lines, isCut] = [0, 0, false];
	const read: ReadLines = async (after) => {
		const page = await readLines(after);
		pages += 1;
		lines += page.lines.length;
		isCut = pages >= MAX_PAGES && lines > 0 && page.next !== null;
		return isCut ? { lines: page.lines, next: null } : page;
	};
	return { read, isCut: () => isCut };
}

async function* readBlocks(readLines: ReadLines, after: string | null, blockBytes: number) {
	let lines: string[] = [];
	let size = 0;
	let [first, last] = ["", ""];
	for (let next = after, isEnd = false; !isEnd; ) {
		const page = await readLines(next);
		for (const { position, text } of page.lines) {
			if (lines.length === 0) first = position;
			last = position;
			lines.push(`${text}\n`);
			size += text.length + 1;
			if (size < blockBytes) continue;
			yield { lines, first, last };
			[lines, size] = [[], 0];
		}
		next = page.next;
		isEnd = next === null;
	}
	if (lines.length > 0) yield { lines, first, last };
}
