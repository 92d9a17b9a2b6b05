import { toD1Fault } from "../d1/fault.ts";
import { toStatement } from "../d1/statement.ts";
import { mergePages, type Page } from "../merge-pages/merge-pages.ts";
import { type Layer, parseRegister, type RegisteredPartition, type RegisterRow, toFindLayers, toTable } from "../partitions/register.ts";
import type { ShardSession } from "../shard-databases/shard-session.ts";
import { type AdoptedLayer, readAdopted, toListAdopted } from "./adopted-layers.ts";
import { type EventKey, newestFirst } from "./event-key.ts";
import { toPeek } from "./event-sql.ts";
import type { EventsQuery } from "./events-query.ts";
import { type ListedEvent, readTable } from "./read-table.ts";

/** Partitions that a page may ask for on one shard: as many days as stand in a database at once. */
const MAX_PARTITIONS = 48;
/** Archived layers that a page may open on one shard; each is read from R2 in a few requests. */
const MAX_ARCHIVED = 12;

export interface ShardQuery extends EventsQuery {
	readonly tenant: string;
	/** What the page's events may hold together; one more may begin below it. */
	readonly bytes: number;
	/** Of the events in the shard's tables, those that count there; the archive's all do. */
	readonly isOwn?: (id: string) => boolean;
}

/** A part of a page: what to look for in one table or archived layer. */
export type LayerQuery = Omit<ShardQuery, "to" | "after"> & {
	/** The first key, in order, that no longer counts. */
	readonly end: EventKey;
};

/** Reads a layer that left the database, in the same order and with the same cursors. */
export interface ArchivedEvents {
	readPage(manifest: string, query: LayerQuery): Promise<Page<ListedEvent, EventKey>>;
}

/** One shard's part of a page. A partition may be archived and dropped after the register was read: then once more from there. */
export async function readShardEvents(
	session: ShardSession,
	query: ShardQuery,
	archive: ArchivedEvents,
): Promise<Page<ListedEvent, EventKey>> {
	try {
		return await readByRegister(session, query, archive, false);
	} catch (error) {
		if (toD1Fault(error) !== "no-table") throw error;
		return readByRegister(session, query, archive, true);
	}
}

/** Partitions, newest first, until there is enough. */
async function readByRegister(session: ShardSession, query: ShardQuery, archive: ArchivedEvents, isSecond: boolean) {
	const { from, to, after } = query;
	const end: EventKey = after && after.time < to ? after : { time: to, id: "" };
	const asked = [toFindLayers(from, end.time + 1, MAX_PARTITIONS + 1), toListAdopted(query.tenant, from, end.time)];
	const [rows = [], layers = []] = await session.read<RegisterRow & AdoptedLayer>(asked);
	const partitions = parseRegister(rows).filter(({ endsAt }) => endsAt > from);
	if (layers.length === 0) return readPartitions({ session, archive, isSecond }, partitions, { ...query, end });
	const half = { ...query, end, bytes: Math.ceil(query.bytes / 2) };
	const own = await readPartitions({ session, archive, isSecond }, partitions, half);
	const pages = [own, await readAdopted(archive, layers, half)];
	return mergePages(pages, query.limit, ({ time, id }): EventKey => ({ time, id }), newestFirst);
}

async function readPartitions(
	{ session, archive, isSecond }: Sources,
	partitions: readonly RegisteredPartition[],
	query: LayerQuery,
): Promise<Page<ListedEvent, EventKey>> {
	const tables = await findTables(session, partitions.slice(0, MAX_PARTITIONS), query, isSecond);
	const items: ListedEvent[] = [];
	let archived = 0;
	for (const [index, partition] of partitions.entries()) {
		const bytes = query.bytes - toBytes(items);
		if (bytes <= 0 || items.length > query.limit) return { items, horizon: items.at(-1) ?? null };
		const layers = partition.layers.filter((layer) =>
			layer.state === "archived" ? layer.events > 0 : tables.has(toTable(partition.name, layer.layer)),
		);
		archived += layers.filter(({ state }) => state === "archived").length;
		if (index === MAX_PARTITIONS || archived > Math.max(MAX_ARCHIVED, layers.length))
			return { items, horizon: { time: partition.endsAt, id: "" } };
		const limit = query.limit - items.length;
		const part = { ...query, limit, bytes: Math.ceil(bytes / Math.max(layers.length, 1)) };
		const pages = [];
		for (const layer of layers) pages.push(await readLayer({ session, archive, isSecond }, partition, layer, part));
		const page = mergePages(pages, limit, ({ time, id }): EventKey => ({ time, id }), newestFirst);
		items.push(...page.items);
		if (page.horizon) return { items, horizon: page.horizon };
	}
	return { items, horizon: null };
}

const toBytes = (items: readonly ListedEvent[]) => items.reduce((bytes, { event }) => bytes + event.length, 0);

/** The tables that have events for the page, asked in one round trip: most partitions of a tenant's range may be empty. */
async function findTables(
	session: ShardSession,
	partitions: readonly RegisteredPartition[],
	{ tenant, from, end }: LayerQuery,
	isSecond: boolean,
): Promise<ReadonlySet<string>> {
	const tables = partitions.flatMap(({ name, layers }) =>
		layers.filter(({ state }) => state !== "archived").map(({ layer }) => toTable(name, layer)),
	);
	if (tables.length < 2 || isSecond) return new Set(tables);
	const found = await session.read<{ readonly found: number }>(
		tables.map((table) => toStatement(toPeek(table), tenant, from, end.time, end.id)),
	);
	return new Set(tables.filter((_, index) => found[index]?.[0]?.found === 1));
}

interface Sources {
	readonly session: ShardSession;
	readonly archive: ArchivedEvents;
	readonly isSecond: boolean;
}

async function readLayer(
	{ session, archive, isSecond }: Sources,
	{ name }: RegisteredPartition,
	{ layer, state, manifest }: Layer,
	query: LayerQuery,
): Promise<Page<ListedEvent, EventKey>> {
	if (state === "archived") return manifest === null ? { items: [], horizon: null } : archive.readPage(manifest, query);
	try {
		const page = await readTable(session, toTable(name, layer), query);
		return { ...page, items: page.items.filter(({ id }) => query.isOwn?.(id) ?? true) };
	} catch (error) {
		if (!isSecond || toD1Fault(error) !== "no-table") throw error;
		return { items: [], horizon: null };
	}
}
