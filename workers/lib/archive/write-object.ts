import type { ArchiveStore, UploadedPart } from "./archive-store.ts";
import { type LineBlock, makePart, type PartSizes, type ReadLines } from "./make-part.ts";
import { toSha256 } from "./to-sha256.ts";
import { digestObject, verifyPart } from "./verify-archive.ts";

/** Steps of a Workflow: what a step returned is kept, and it isn't run again. */
export interface WriteSteps {
	part(name: string, run: () => Promise<WrittenPart>): Promise<WrittenPart>;
	/** Nothing is returned; `name` tells them apart. */
	run(name: string, run: () => Promise<void>): Promise<void>;
	text(name: string, run: () => Promise<string>): Promise<string>;
}

export interface WrittenPart extends UploadedPart {
	readonly bytes: number;
	readonly rows: number;
	readonly sha256: string;
	/** Offsets count from the part's first byte. */
	readonly blocks: readonly LineBlock[];
	readonly isLast: boolean;
}

/** An object that reads back as it was written. */
export interface WrittenObject {
	readonly object: string;
	readonly rows: number;
	readonly bytes: number;
	readonly sha256: string;
	readonly parts: readonly { readonly bytes: number; readonly rows: number; readonly sha256: string }[];
	/** Offsets count from the object's first byte. */
	readonly blocks: readonly LineBlock[];
}

export interface WriteOptions {
	readonly store: ArchiveStore;
	readonly steps: WriteSteps;
	readonly object: string;
	readonly readLines: ReadLines;
	readonly sizes: PartSizes;
	/** What `seal` puts beside the object: deleted with it. */
	readonly seals?: readonly string[];
	/** Told after each part, in its step, how many rows are written. */
	readonly onRows?: (rows: number) => Promise<void>;
}

/** A part and a page of lines are in memory together, which an isolate has 128 MB of (/workers/platform/limits/, 2026-09-05). */
export const SIZES: PartSizes = { partBytes: 8 * 1024 * 1024, blockBytes: 1024 * 1024 };

/** At most 10,000 (/r2/platform/limits/, 2026-06-08). */
const MAX_PARTS = 10_000;

/**
 * Writes lines to an object in equal parts, each made from the position where the one before ended, and reads it back; null where there are no
 * lines, and so no object. `seal` makes it count: where that or any step fails for good, the upload is aborted and the object deleted.
 */
export async function writeObject(options: WriteOptions, seal: (written: WrittenObject) => Promise<void>): Promise<void> {
	const { store, steps, object } = options;
	const uploadId = await steps.text("begin", async () => (await store.createMultipartUpload(object)).uploadId);
	const undo = () => steps.run("abort", () => abort(options, uploadId));
	try {
		const parts = await uploadParts(options, uploadId);
		if (parts.length === 0) return await undo();
		await steps.run("complete", () => complete(options, uploadId, parts));
		for (const [index, part] of parts.entries())
			await steps.run(`verify part ${part.partNumber}`, () => verifyPart(store, object, part, index * options.sizes.partBytes));
		const sha256 = await steps.text("verify object", () => digestObject(store, object));
		await seal(toWritten(options, parts, sha256));
	} catch (error) {
		await undo();
		throw error;
	}
}

async function uploadParts({ store, steps, object, readLines, sizes, onRows }: WriteOptions, uploadId: string): Promise<WrittenPart[]> {
	const parts: WrittenPart[] = [];
	let [after, before]: [string | null, number] = [null, 0];
	for (let number = 1; number <= MAX_PARTS; number++) {
		const [start, rowsBefore] = [after, before];
		const part = await steps.part(`part ${number}`, async () => {
			const { bytes, blocks, isLast } = await makePart(readLines, start, sizes);
			const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
			// What the part before left may be gone by now: then it was the last.
			const upload = store.resumeMultipartUpload(object, uploadId);
			const { etag } = rows === 0 ? { etag: "" } : await upload.uploadPart(number, bytes);
			await onRows?.(rowsBefore + rows);
			return { etag, partNumber: number, sha256: await toSha256(bytes), bytes: bytes.length, rows, blocks, isLast };
		});
		if (part.rows > 0) parts.push(part);
		if (part.isLast) return parts;
		after = part.blocks.at(-1)?.last ?? null;
		before += part.rows;
	}
	throw new Error(`${object} needs more than ${MAX_PARTS} parts`);
}

/** Completed by an attempt whose answer was lost, the upload is no more: then the object is there, as long as its parts. */
async function complete({ store, object }: WriteOptions, uploadId: string, parts: readonly WrittenPart[]): Promise<void> {
	try {
		const uploaded = parts.map(({ partNumber, etag }) => ({ partNumber, etag }));
		await store.resumeMultipartUpload(object, uploadId).complete(uploaded);
	} catch (error) {
		if ((await store.head(object))?.size !== sumBytes(parts)) throw error;
	}
}

function toWritten({ object, sizes }: WriteOptions, parts: readonly WrittenPart[], sha256: string): WrittenObject {
	const rows = parts.reduce((sum, part) => sum + part.rows, 0);
	const blocks = parts.flatMap((part, index) => part.blocks.map((block) => ({ ...block, offset: block.offset + index * sizes.partBytes })));
	return { object, rows, bytes: sumBytes(parts), sha256, parts: parts.map(({ bytes, rows, sha256 }) => ({ bytes, rows, sha256 })), blocks };
}

const sumBytes = (parts: readonly WrittenPart[]) => parts.reduce((sum, { bytes }) => sum + bytes, 0);

/** An upload that is no more can't be aborted; the bucket's lifecycle ends one that was missed. */
async function abort({ store, object, seals = [] }: WriteOptions, uploadId: string): Promise<void> {
	await store
		.resumeMultipartUpload(object, uploadId)
		.abort()
		.catch(() => undefined);
	await store.delete([object, ...seals]);
}
