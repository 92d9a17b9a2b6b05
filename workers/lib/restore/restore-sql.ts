import { toElements, toKeyed, toList, toPlaceholders, toUpdates } from "../tenant-tables/column-sql.ts";
import type { TenantTable } from "../tenant-tables/tenant-tables.ts";
import { NOW_MS } from "../tenant-tables/tenant-triggers.ts";

/** ?1 is the tenant. */

export const READ_PAST = `SELECT since, pruned_to AS prunedTo, (
	SELECT count(*) FROM (SELECT 1 FROM tenant_history WHERE tenant = ?1 AND at > ?2 GROUP BY name, key)
) AS changed FROM history_log WHERE only_row = 1`;

export const FIND_LATER_ADOPTED = "SELECT 1 AS found FROM adopted_layers WHERE tenant = ?1 AND ends_at > ?2 LIMIT 1";

/** ?2: the restore. Only where the tenant is closed. */
export const TAKE_OVER = `UPDATE tenant_places SET state = 'coming', token = token + 1
WHERE tenant = ?1 AND move = ?2 AND state = 'leaving' AND NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = ?1)`;

/** Keys of a page, and the bytes that it may bring back: a query has 30 seconds (/d1/platform/limits/, 2026-04-21). */
const PAGE_KEYS = 5_000;
const PAGE_BYTES = 8_000_000;

/** The last key of the page of table ?2 behind the key ?3, of those that have changed after ?4, and how many it has. */
export const FIND_PAGE = `WITH page AS (
	SELECT key, min(seq), octet_length(old_row) AS bytes FROM tenant_history
	WHERE tenant = ?1 AND name = ?2 AND key > ?3 AND at > ?4 GROUP BY key ORDER BY key LIMIT ${PAGE_KEYS}
), sized AS (SELECT key, sum(bytes) OVER (ORDER BY key) - bytes AS bytesBefore FROM page)
SELECT max(key) AS last, count(*) AS rows FROM sized WHERE bytesBefore < ${PAGE_BYTES}`;

/** A key's first change after ?4 has what the row was at ?4. Of table ?2, behind the key ?3 and up to ?5. */
const FIRST = `WITH first AS (
	SELECT key, min(seq) AS seq FROM tenant_history
	WHERE tenant = ?1 AND name = ?2 AND key > ?3 AND key <= ?5 AND at > ?4 GROUP BY key
)`;

const OLD_ROWS = "FROM first AS f JOIN tenant_history AS h ON h.tenant = ?1 AND h.name = ?2 AND h.key = f.key AND h.seq = f.seq";

/** Writes the rows down as they are now, so that a restore can be taken back by another. */
export const toKeepRows = (table: TenantTable) => `${FIRST}
INSERT INTO tenant_history (tenant, name, key, seq, at, old_row)
SELECT ?1, ?2, f.key, (SELECT max(seq) FROM tenant_history WHERE tenant = ?1 AND name = ?2 AND key = f.key) + 1, ${NOW_MS},
	CASE WHEN r.tenant IS NULL THEN 'null' ELSE json_array(${toList(table.columns, "r.")}) END
FROM first AS f LEFT JOIN ${table.table} AS r ON r.tenant = ?1 AND ${toKeyed(table, "f.key")}`;

export const toRestoreRows = (table: TenantTable) => `${FIRST}
INSERT INTO ${table.table} (tenant, ${toList(table.columns)}) SELECT ?1, ${toElements(table.columns.length, "h.old_row")} ${OLD_ROWS}
WHERE h.old_row <> 'null' ON CONFLICT (tenant, ${toList(table.key)}) DO UPDATE SET ${toUpdates(table)}`;

/** Those that weren't there then. */
export const toRemoveRows = ({ table, key }: TenantTable) => `${FIRST}
DELETE FROM ${table} WHERE tenant = ?1 AND (${toList(key)}) IN (SELECT ${toElements(key.length, "f.key")} ${OLD_ROWS} WHERE h.old_row = 'null')`;

/** Only where a history is kept. */
const IF_KEPT = "(SELECT since FROM history_log WHERE only_row = 1) IS NOT NULL";

const NEXT_SEQ = (key: string) => `coalesce((SELECT max(seq) FROM tenant_history WHERE tenant = ?1 AND name = ?2 AND key = ${key}), 0) + 1`;

/** The last key of the page behind the key ?2 and on, by the bytes of the rows. */
export const toFindBound = (table: TenantTable) => {
	const key = toList(table.key);
	return `WITH page AS (
	SELECT ${key}, octet_length(${table.bulk}) AS bytes FROM ${table.table}
	WHERE tenant = ?1 AND (${key}) > (${toPlaceholders(table)}) ORDER BY ${key} LIMIT ${PAGE_KEYS}
), sized AS (SELECT ${key}, sum(bytes) OVER (ORDER BY ${key}) - bytes AS bytesBefore FROM page)
SELECT ${key} FROM sized WHERE bytesBefore < ${PAGE_BYTES} ORDER BY ${toList(table.key.map((column) => `${column} DESC`))} LIMIT 1`;
};

/** Behind the key ?3 and on, up to the key that follows it. */
const toRange = (table: TenantTable) => {
	const key = toList(table.key, "r.");
	return `r.tenant = ?1 AND (${key}) > (${toPlaceholders(table, 3)}) AND (${key}) <= (${toPlaceholders(table, 3 + table.key.length)})`;
};

/** Writes down what rows are, ?2 being the table's name, before {@link toEmpty} deletes them. */
export const toKeepRange = (table: TenantTable) => {
	const key = `json_array(${toList(table.key, "r.")})`;
	return `INSERT INTO tenant_history (tenant, name, key, seq, at, old_row)
SELECT ?1, ?2, ${key}, ${NEXT_SEQ(key)}, ${NOW_MS}, json_array(${toList(table.columns, "r.")})
FROM ${table.table} AS r WHERE ${toRange(table)} AND ${IF_KEPT}`;
};

export const toEmpty = (table: TenantTable) => `DELETE FROM ${table.table} AS r WHERE ?2 <> '' AND ${toRange(table)}`;

/** Writes down of the rows ?3, a JSON array of arrays, that there were none. */
export const toKeepNothing = ({ key }: TenantTable) => {
	const keyed = `json_array(${toElements(key.length)})`;
	return `INSERT INTO tenant_history (tenant, name, key, seq, at, old_row)
SELECT ?1, ?2, ${keyed}, ${NEXT_SEQ(keyed)}, ${NOW_MS}, 'null' FROM json_each(?3) WHERE ${IF_KEPT}`;
};

/** Events of a page. */
export const EVENTS_PAGE = 5_000;

/** Those of a partition's table that are later than ?2, a page of them. */
export const toRemoveEvents = ({ table, key }: TenantTable) => `DELETE FROM ${table} WHERE tenant = ?1 AND (${toList(key)}) IN (
	SELECT ${toList(key)} FROM ${table} WHERE tenant = ?1 AND time > ?2 ORDER BY ${toList(key)} LIMIT ${EVENTS_PAGE}
) RETURNING time`;
