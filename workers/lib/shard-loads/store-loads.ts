import type { D1Database } from "@cloudflare/workers-types";
import { prepare, toStatement } from "../d1/statement.ts";
import type { ShardReport } from "../rpc.ts";
import { DAY_MS, toDay } from "../time/day.ts";

/** How far back the size may lie that growth is told from: long enough that a busy hour is no trend. */
const EARLIER_MS = 7 * DAY_MS;

/** Shards a statement: a JSON parameter of at most 2 MB holds far more (/d1/platform/limits/, 2026-04-21). */
const PAGE = 500;

const STORE = `INSERT INTO shard_loads (shard, location, tenants, bytes, rows, partitions, writes, seen_at, earlier_bytes, earlier_at)
SELECT r.value ->> 'shard', r.value ->> 'location', r.value ->> 'tenants', r.value ->> 'bytes', r.value ->> 'rows', r.value ->> 'partitions', (
	SELECT coalesce(sum(coalesce(u.usage ->> 'writes', 0) + coalesce(u.usage ->> 'events', 0)), 0)
	FROM tenant_shards AS s CROSS JOIN json_each(?3) AS d CROSS JOIN usage_days AS u
	WHERE s.shard = r.value ->> 'shard' AND u.day = d.value AND u.tenant = s.tenant
), ?2, r.value ->> 'bytes', ?2
FROM json_each(?1) AS r WHERE true
ON CONFLICT (shard) DO UPDATE SET
	location = excluded.location, tenants = excluded.tenants, bytes = excluded.bytes, rows = excluded.rows,
	partitions = excluded.partitions, writes = excluded.writes, seen_at = excluded.seen_at,
	earlier_bytes = iif(?2 - earlier_at > ${EARLIER_MS}, shard_loads.bytes, earlier_bytes),
	earlier_at = iif(?2 - earlier_at > ${EARLIER_MS}, shard_loads.seen_at, earlier_at)`;

/** Stores what the shards hold now, in milliseconds since 1970, and the writes that usage counted for their tenants. Twice is as once. */
export async function storeLoads(directory: Pick<D1Database, "prepare">, reports: readonly ShardReport[], now: number): Promise<void> {
	const days = JSON.stringify([toDay(now - DAY_MS), toDay(now)]);
	for (let start = 0; start < reports.length; start += PAGE) {
		const page = reports.slice(start, start + PAGE).map(({ partitions, ...report }) => ({ ...report, partitions: partitions.length }));
		await prepare(directory, toStatement(STORE, JSON.stringify(page), now, days)).run();
	}
}
