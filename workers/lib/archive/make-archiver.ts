import type { ClosedLayer, LayerSource } from "../rpc.ts";
import { type ArchivePart, type Block, type LayerRef, type RowKey, toArchiveKeys } from "./archive-manifest.ts";
import type { ArchiveStore, UploadedPart } from "./archive-store.ts";
import { makePart, type PartSizes } from "./make-part.ts";
import { digestObject, toSha256, verifyPart } from "./verify-archive.ts";

/** Steps of a Workflow: what a step returned is kept, and it isn't run again. */
export interface ArchiveSteps {
	close(run: () => Promise<ClosedLayer | null>): Promise<ClosedLayer | null>;
	begin(run: () => Promise<string>): Promise<string>;
	part(number: number, run: () => Promise<WrittenPart>): Promise<WrittenPart>;
	/** Everything else: nothing is returned, `name` tells them apart. */
	run(name: string, run: () => Promise<void>): Promise<void>;
	text(name: string, run: () => Promise<string>): Promise<string>;
}

export interface WrittenPart extends UploadedPart, ArchivePart {
	/** Offsets count from the part's first byte. */
	readonly blocks: readonly Block[];
	readonly isLast: boolean;
}

export interface ArchiverOptions extends Partial<PartSizes> {
	readonly source: LayerSource;
	readonly store: ArchiveStore;
	readonly steps: ArchiveSteps;
	/** Tells this run's objects from another's: the Workflow's id or day. */
	readonly run: string;
}

/** A part and a page of rows are in memory together, which an isolate has 128 MB of (/workers/platform/limits/, 2026-09-05). */
const SIZES: PartSizes = { partBytes: 8 * 1024 * 1024, blockBytes: 1024 * 1024 };

/** At most 10,000 (/r2/platform/limits/, 2026-06-08). */
const MAX_PARTS = 10_000;

/**
 * Archives a closed layer: equal parts, each made from the key where the one before ended, then read back, then dropped.
 * Whatever step fails, the layer stays in its database and readable.
 *
 * @example
 * import type { LayerRef } from "./archive-manifest.ts";
 *
 * const archive = (options: ArchiverOptions, layer: LayerRef) => makeArchiver(options).archive(layer);
 */
export function makeArchiver({ source, store, steps, run, ...sizes }: ArchiverOptions) {
	return {
		async archive(ref: LayerRef): Promise<void> {
			const closed = await steps.close(() => source.closeLayer(ref));
			if (!closed) return;
			const keys = toArchiveKeys(ref, run);
			const context: Context = { source, store, steps, ref, sizes: { ...SIZES, ...sizes }, ...keys };
			const manifest = closed.events === 0 ? null : await write(context, closed.events);
			await steps.run("drop", () => source.dropLayer(ref, { manifest }));
			await steps.run("clean up", () => deleteOthers(context, manifest === null ? [] : [keys.object, keys.manifest]));
		},
	};
}

interface Context extends Pick<ArchiverOptions, "source" | "store" | "steps"> {
	readonly ref: LayerRef;
	readonly sizes: PartSizes;
	readonly prefix: string;
	readonly object: string;
	readonly manifest: string;
}

/** Uploads, verifies, and puts the manifest: its key. */
async function write(context: Context, events: number): Promise<string> {
	const { store, steps, object, manifest } = context;
	const uploadId = await steps.begin(async () => (await store.createMultipartUpload(object)).uploadId);
	try {
		const parts = await uploadParts(context, uploadId);
		await steps.run("complete", () => complete(context, uploadId, parts));
		for (const [index, part] of parts.entries())
			await steps.run(`verify part ${part.partNumber}`, () => verifyPart(store, object, part, index * context.sizes.partBytes));
		const sha256 = await steps.text("verify object", () => digestObject(store, object));
		await steps.run("manifest", async () => {
			await store.put(manifest, JSON.stringify(makeManifest(context, parts, sha256, events)));
		});
		return manifest;
	} catch (error) {
		await steps.run("abort", () => abort(context, uploadId));
		throw error;
	}
}

async function uploadParts({ source, store, steps, ref, object, sizes }: Context, uploadId: string): Promise<WrittenPart[]> {
	const parts: WrittenPart[] = [];
	let after: RowKey | null = null;
	for (let number = 1; number <= MAX_PARTS; number++) {
		const start: RowKey | null = after;
		const part = await steps.part(number, async () => {
			const { bytes, blocks, isLast } = await makePart((key) => source.readLayer(ref, key), start, sizes);
			const { etag, partNumber } = await store.resumeMultipartUpload(object, uploadId).uploadPart(number, bytes);
			const events = blocks.reduce((sum, block) => sum + block.events, 0);
			return { etag, partNumber, sha256: await toSha256(bytes), bytes: bytes.length, blocks, events, isLast };
		});
		parts.push(part);
		if (part.isLast) return parts;
		after = part.blocks.at(-1)?.last ?? null;
	}
	throw new Error(`${object} needs more than ${MAX_PARTS} parts`);
}

/** Completed by an attempt whose answer was lost, the upload is no more: then the object is there, as long as its parts. */
async function complete({ store, object }: Context, uploadId: string, parts: readonly WrittenPart[]): Promise<void> {
	try {
		const uploaded = parts.map(({ partNumber, etag }) => ({ partNumber, etag }));
		await store.resumeMultipartUpload(object, uploadId).complete(uploaded);
	} catch (error) {
		if ((await store.head(object))?.size !== sumBytes(parts)) throw error;
	}
}

function makeManifest({ ref, object, sizes }: Context, parts: readonly WrittenPart[], sha256: string, events: number) {
	const found = parts.reduce((sum, part) => sum + part.events, 0);
	if (found !== events) throw new Error(`${object} has ${found} events and the table ${events}`);
	const { shard, partition, layer } = ref;
	const blocks = parts.flatMap((part, index) => part.blocks.map((block) => ({ ...block, offset: block.offset + index * sizes.partBytes })));
	const written = parts.map(({ bytes, events, sha256 }) => ({ bytes, events, sha256 }));
	return { version: 1, object, shard, partition, layer, events, bytes: sumBytes(parts), sha256, parts: written, blocks };
}

const sumBytes = (parts: readonly WrittenPart[]) => parts.reduce((sum, { bytes }) => sum + bytes, 0);

/** Before the drop no register names these objects. An upload that is no more can't be aborted; the bucket's lifecycle ends one that was missed. */
async function abort({ store, object, manifest }: Context, uploadId: string): Promise<void> {
	await store
		.resumeMultipartUpload(object, uploadId)
		.abort()
		.catch(() => undefined);
	await store.delete([object, manifest]);
}

/** Objects of runs that failed after the manifest was put: the register now names this run's. */
async function deleteOthers({ store, prefix }: Context, own: readonly string[]): Promise<void> {
	const { objects } = await store.list({ prefix });
	const others = objects.map(({ key }) => key).filter((key) => !own.includes(key));
	if (others.length > 0) await store.delete(others);
}
