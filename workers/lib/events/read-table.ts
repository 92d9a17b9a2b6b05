import { toStatement } from "../d1/statement.ts";
import type { Page } from "../merge-pages/merge-pages.ts";
import type { ShardSession } from "../shard-databases/shard-session.ts";
import type { EventKey } from "./event-key.ts";
import { toListEvents, toScanEnd } from "./event-sql.ts";
import type { LayerQuery } from "./read-shard-events.ts";

export interface ListedEvent extends EventKey {
	readonly event: string;
}

/** Events that a page may look at in one table, when it searches for a type: the page may be short, its cursor goes on. */
const MAX_SCAN = 1000;

type Row = EventKey & { readonly event: string | null };

/** One row more than the limit is asked for, so that a full page knows whether there is another. */
export async function readTable(session: ShardSession, table: string, query: LayerQuery): Promise<Page<ListedEvent, EventKey>> {
	const { tenant, from, end, type, limit, bytes } = query;
	const scan = type === null ? limit + 1 : MAX_SCAN;
	const keys = [tenant, from, end.time, end.id, scan] as const;
	const statements = [toStatement(toListEvents(table), ...keys, limit + 1, bytes, type)];
	if (type !== null) statements.push(toStatement(toScanEnd(table), ...keys));
	const [rows = [], scanEnd = []] = await session.read<Row>(statements);
	const items = rows.flatMap(({ event, ...key }) => (event === null ? [] : [{ ...key, event }]));
	if (items.length < rows.length || rows.length > limit) return { items, horizon: items.at(-1) ?? end };
	return { items, horizon: scanEnd[0] ?? null };
}
