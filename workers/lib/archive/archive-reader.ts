import { type EventKey, newestFirst } from "../events/event-key.ts";
import type { EventArchive } from "../events/place-events.ts";
import type { ArchivedEvents, LayerQuery } from "../events/read-shard-events.ts";
import type { ListedEvent } from "../events/read-table.ts";
import type { Page } from "../merge-pages/merge-pages.ts";
import type { EventRow } from "../rpc.ts";
import { type ArchiveManifest, type Block, compareRows, parseManifest, type RowKey } from "./archive-manifest.ts";
import type { ArchiveReading } from "./archive-store.ts";
import { readBlock } from "./read-block.ts";

/** Blocks that a page may open when it searches for a type: the page may be short, its cursor goes on. */
const MAX_BLOCKS = 8;

const NOTHING = { items: [], horizon: null } as const;

/**
 * Reads archived layers: the manifest, then those blocks that the tenant's range lies in. An object that its bucket's
 * lifecycle has expired has no events any more.
 *
 * @example
 * const query = { tenant: "acme", from: 0, end: { time: 1, id: "" }, type: null, limit: 100, bytes: 4_000_000 };
 * const read = (bucket: R2Bucket, manifest: string) => makeArchiveReader(bucket).readPage(manifest, query);
 */
export function makeArchiveReader(store: ArchiveReading): ArchivedEvents & EventArchive {
	return {
		readPage: (key, query) => withManifest(store, key, (manifest) => readPage(store, manifest, query), NOTHING),
		findHeld: <R extends EventRow>(key: string, rows: readonly R[]) =>
			withManifest(store, key, (manifest) => findHeld(store, manifest, rows), new Set<R>()),
	};
}

/** The layer was written anew, or is no more. */
class MissingObjectError extends Error {}

/** A manifest may name another object by the time that its own is read: then the new one is. `none` where there is nothing any more. */
async function withManifest<T>(store: ArchiveReading, key: string, read: (manifest: ArchiveManifest) => Promise<T>, none: T): Promise<T> {
	let before: string | null = null;
	for (;;) {
		const manifest = await readManifest(store, key);
		if (!manifest || manifest.object === before) return none;
		before = manifest.object;
		try {
			return await read(manifest);
		} catch (error) {
			if (!(error instanceof MissingObjectError)) throw error;
		}
	}
}

async function requireBlock(store: ArchiveReading, object: string, block: Block): Promise<EventRow[]> {
	const rows = await readBlock(store, object, block);
	if (!rows) throw new MissingObjectError(`${object} isn't there`);
	return rows;
}

async function findHeld<R extends EventRow>(store: ArchiveReading, manifest: ArchiveManifest, rows: readonly R[]): Promise<Set<R>> {
	const byBlock = Map.groupBy(rows, (row) => manifest.blocks.find(({ last }) => compareRows(row, last) <= 0));
	const held = new Set<R>();
	for (const [block, members] of byBlock) {
		if (!block) continue;
		const stored = new Set((await requireBlock(store, manifest.object, block)).map(toName));
		for (const row of members) if (stored.has(toName(row))) held.add(row);
	}
	return held;
}

const toName = ({ tenant, time, id }: RowKey) => JSON.stringify([tenant, time, id]);

async function readManifest(store: ArchiveReading, key: string): Promise<ArchiveManifest | null> {
	const object = await store.get(key);
	return object ? parseManifest(await object.text()) : null;
}

/** As a table is read, with one event more than the limit where there is another. Newest first: blocks from the last to the first, each from its end. */
async function readPage(
	store: ArchiveReading,
	{ object, blocks }: ArchiveManifest,
	query: LayerQuery,
): Promise<Page<ListedEvent, EventKey>> {
	const { tenant, from, end, limit, bytes } = query;
	const [low, high] = [
		{ tenant, time: from, id: "" },
		{ tenant, ...end },
	];
	const candidates = blocks.filter(({ first, last }) => compareRows(last, low) >= 0 && compareRows(first, high) < 0).toReversed();
	const items: ListedEvent[] = [];
	let held = 0;
	for (const [index, block] of candidates.entries()) {
		for (const item of (await requireBlock(store, object, block)).filter(toFilter(query)).sort(newestFirst)) {
			if (items.length > limit || held >= bytes) return { items, horizon: items.at(-1) ?? end };
			items.push({ time: item.time, id: item.id, event: item.event });
			held += item.event.length;
		}
		if (index + 1 === MAX_BLOCKS && candidates.length > MAX_BLOCKS) return { items, horizon: toHorizon(block, candidates[MAX_BLOCKS]) };
	}
	return { items, horizon: null };
}

/** Everything from the block's first row on has been looked at: the next one ends before it. */
const toHorizon = ({ first }: Block, next: Block | undefined): EventKey | null => (next ? { time: first.time, id: first.id } : null);

const toFilter =
	({ tenant, from, end, type }: LayerQuery) =>
	(row: EventRow): boolean =>
		row.tenant === tenant && row.time >= from && newestFirst(end, row) < 0 && (type === null || row.type === type);
