import type { EventRow } from "../rpc.ts";
import { type ArchiveManifest, type Block, parseManifest } from "./archive-manifest.ts";
import type { ArchiveStore } from "./archive-store.ts";
import { gzip } from "./gzip.ts";
import { makePartWriter } from "./part-writer.ts";
import { readBlock } from "./read-block.ts";

const PREFIX = "events/";

/**
 * Takes a tenant's events out of the layers of one page of the archive; where to go on, null at the end. A layer that holds some is written
 * anew without them, read back, and then named by its manifest in one put; what it was before is deleted after that. Only one run at a time.
 */
export async function forgetInArchive(store: ArchiveStore, tenant: string, run: string, cursor: string | null): Promise<string | null> {
	const page = await store.list({ prefix: PREFIX, ...(cursor === null ? {} : { cursor }) });
	for (const { key } of page.objects) if (key.endsWith(".json")) await forgetInLayer(store, key, tenant, run);
	return page.truncated ? (page.cursor ?? null) : null;
}

const isWithin = ({ first, last }: Block, tenant: string) => first.tenant <= tenant && tenant <= last.tenant;

async function forgetInLayer(store: ArchiveStore, key: string, tenant: string, run: string): Promise<void> {
	const stored = await store.get(key);
	if (!stored) return;
	const manifest = parseManifest(await stored.text());
	if (manifest.blocks.some((block) => isWithin(block, tenant))) {
		const without = await writeWithout(store, manifest, { tenant, object: `${toBase(key)}-x${run}.ndjson.gz` });
		if (without) await store.put(key, JSON.stringify(without));
	}
	await dropOthers(store, key);
}

const toBase = (key: string) => key.slice(0, -".json".length);

/** Null where the tenant's name falls between those of a block and none of its events is there. */
async function writeWithout(
	store: ArchiveStore,
	manifest: ArchiveManifest,
	{ tenant, object }: { readonly tenant: string; readonly object: string },
): Promise<ArchiveManifest | null> {
	const writer = makePartWriter(store, object);
	const blocks: Block[] = [];
	let offset = 0;
	for (const block of manifest.blocks) {
		const copied = await copyBlock(store, manifest.object, block, tenant);
		if (!copied) continue;
		blocks.push({ ...copied.block, offset, length: copied.bytes.length });
		offset += copied.bytes.length;
		await writer.push(copied.bytes, copied.block.events);
	}
	const events = blocks.reduce((sum, block) => sum + block.events, 0);
	if (events === manifest.events) {
		await writer.abort();
		return null;
	}
	const written = await writer.end();
	await assertWithout(store, object, blocks, tenant);
	return { ...manifest, object, events, blocks, ...written };
}

type Copied = { readonly block: Block; readonly bytes: Uint8Array<ArrayBuffer> };

/** The block as it is, or what is left of it; null where that is nothing. */
async function copyBlock(store: ArchiveStore, object: string, block: Block, tenant: string): Promise<Copied | null> {
	if (!isWithin(block, tenant)) {
		const { offset, length } = block;
		const stored = await store.get(object, { range: { offset, length } });
		if (!stored) throw new Error(`${object} isn't there`);
		return { block, bytes: new Uint8Array(await stored.arrayBuffer()) };
	}
	const all = await readBlock(store, object, block);
	if (!all) throw new Error(`${object} isn't there`);
	const rows = all.filter((row) => row.tenant !== tenant);
	const [first, last] = [rows[0], rows.at(-1)];
	if (!first || !last) return null;
	const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
	const bytes = await gzip(new Uint8Array(new TextEncoder().encode(text)));
	return { block: { ...block, first: toKey(first), last: toKey(last), events: rows.length }, bytes };
}

const toKey = ({ tenant, time, id }: EventRow) => ({ tenant, time, id });

/** Each block of the new object reads alone, has as many rows as it says, and none of the tenant's. */
async function assertWithout(store: ArchiveStore, object: string, blocks: readonly Block[], tenant: string): Promise<void> {
	for (const block of blocks) {
		const rows = (await readBlock(store, object, block)) ?? [];
		if (rows.length !== block.events || rows.some((row) => row.tenant === tenant))
			throw new Error(`${object} has ${rows.length} rows at ${block.offset} where ${block.events} were written`);
	}
}

/** Objects of the layer's run that its manifest doesn't name: what it was before, and what an attempt has left. */
async function dropOthers(store: ArchiveStore, key: string): Promise<void> {
	const stored = await store.get(key);
	const named = stored && parseManifest(await stored.text()).object;
	const { objects } = await store.list({ prefix: toBase(key) });
	const isOwn = (name: string) => name === `${toBase(key)}.ndjson.gz` || name.startsWith(`${toBase(key)}-x`);
	const others = objects.flatMap((object) => (isOwn(object.key) && object.key !== named ? [object.key] : []));
	if (others.length > 0) await store.delete(others);
}
