import { toD1Fault } from "../d1/fault.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import type { Page } from "../merge-pages/merge-pages.ts";
import { type Partition, parsePartition, toPartition } from "../partitions/partition.ts";
import type { ShardSession } from "../shard-databases/shard-session.ts";
import type { EventKey } from "./event-key.ts";
import { FIND_RANGE, toListEvents, toScanEnd } from "./event-sql.ts";
import type { EventsQuery } from "./events-query.ts";

export interface ListedEvent extends EventKey {
	readonly event: string;
}

/** Events that a page may look at in one partition, when it searches for a type: the page may be short, its cursor goes on. */
const MAX_SCAN = 1000;
/** Partitions that a page may open on one shard. */
const MAX_PARTITIONS = 12;

export interface ShardQuery extends EventsQuery {
	readonly tenant: string;
	/** What the page's events may hold together; one more may begin below it. */
	readonly bytes: number;
}

type Row = EventKey & { readonly event: string | null };

/** One shard's part of a page: its partitions, newest first, until there is enough. */
export async function readShardEvents(session: ShardSession, query: ShardQuery): Promise<Page<ListedEvent, EventKey>> {
	const range = [toPartition(query.from).name, toPartition(toEnd(query).time).name, MAX_PARTITIONS + 1] as const;
	const [names = []] = await session.read<{ readonly name: string }>([toStatement(FIND_RANGE, ...range)]);
	const partitions = names.map(({ name }) => parsePartition(name)).filter((partition) => partition !== null);
	const items: ListedEvent[] = [];
	for (const partition of partitions.slice(0, MAX_PARTITIONS)) {
		const bytes = query.bytes - toBytes(items);
		if (bytes <= 0) return { items, horizon: items.at(-1) ?? null };
		const page = await readPartition(session, partition, { ...query, limit: query.limit - items.length, bytes });
		items.push(...page.items);
		if (page.horizon) return { items, horizon: page.horizon };
	}
	const lastOpened = partitions.length > MAX_PARTITIONS ? partitions[MAX_PARTITIONS - 1] : undefined;
	return { items, horizon: lastOpened ? { time: lastOpened.startsAt, id: "" } : null };
}

/** The first key, in order, that no longer counts. */
const toEnd = ({ to, after }: EventsQuery): EventKey => (after && after.time < to ? after : { time: to, id: "" });

const toBytes = (items: readonly ListedEvent[]) => items.reduce((bytes, { event }) => bytes + event.length, 0);

/** One row more than the limit is asked for, so that a full page knows whether there is another. */
async function readPartition(session: ShardSession, { name }: Partition, query: ShardQuery): Promise<Page<ListedEvent, EventKey>> {
	const { tenant, type, limit, bytes } = query;
	const end = toEnd(query);
	const scan = type === null ? limit + 1 : MAX_SCAN;
	const keys = [tenant, query.from, end.time, end.id, scan] as const;
	const statements = [toStatement(toListEvents(name), ...keys, limit + 1, bytes, type)];
	if (type !== null) statements.push(toStatement(toScanEnd(name), ...keys));
	const [rows = [], scanEnd = []] = await readIfThere(session, statements);
	const items = rows.flatMap(({ event, ...key }) => (event === null ? [] : [{ ...key, event }]));
	if (items.length < rows.length || rows.length > limit) return { items, horizon: items.at(-1) ?? end };
	return { items, horizon: scanEnd[0] ?? null };
}

/** A partition may be archived and dropped after the register was read. */
async function readIfThere(session: ShardSession, statements: readonly Statement[]): Promise<readonly (readonly Row[])[]> {
	try {
		return await session.read<Row>(statements);
	} catch (error) {
		if (toD1Fault(error) === "no-table") return [];
		throw error;
	}
}
