import { mapBounded } from "../concurrency/map-bounded.ts";
import { toCursor } from "../cursor/cursor.ts";
import { mergePages, type Page } from "../merge-pages/merge-pages.ts";
import type { TenantShards } from "../shard-databases/tenant-shards.ts";
import { toEventShard } from "../tenant-tables/to-shard.ts";
import { type EventKey, newestFirst, toCursorParts } from "./event-key.ts";
import type { EventsQuery } from "./events-query.ts";
import { type ArchivedEvents, readShardEvents } from "./read-shard-events.ts";
import type { ListedEvent } from "./read-table.ts";

/** A page holds at most this and one event more for each shard: it is in memory twice, which an isolate has 128 MB of (/workers/platform/limits/, 2026-09-05). */
const PAGE_BYTES = 4_000_000;

/**
 * A page of a tenant's events, newest first, over all its shards and their partitions, archived ones too.
 * A page may hold fewer events than its limit, even none, and yet have a cursor: the list ends only where there is no cursor.
 */
export async function listEvents(shards: TenantShards, query: EventsQuery, archive: ArchivedEvents): Promise<Page<ListedEvent, EventKey>> {
	const shardQuery = { ...query, tenant: shards.tenant, bytes: Math.ceil(PAGE_BYTES / shards.ids.length) };
	const pages = await mapBounded(shards.ids, (shard) => {
		// After a split a shard has copies of what went to another, until the move clears them.
		const isOwn = (id: string) => shards.ids.length === 1 || toEventShard(shards.ids, id) === shard;
		return readShardEvents(shards.open(shard), { ...shardQuery, isOwn }, archive);
	});
	return mergePages(pages, query.limit, ({ time, id }): EventKey => ({ time, id }), newestFirst);
}

/** The JSON of a page; each event's text goes in as it is, never through a parser. */
export function toEventsBody({ items, horizon }: Page<ListedEvent, EventKey>): string {
	const cursor = horizon === null ? "" : `,"cursor":${JSON.stringify(toCursor(toCursorParts(horizon)))}`;
	return `{"events":[${items.map(({ event }) => event).join(",")}]${cursor}}`;
}
