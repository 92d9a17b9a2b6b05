/**
 * Statements over one table of a partition: its name stands in the SQL, so it must come from `Partition` and never from a client.
 * Every one runs along the primary key (tenant, time, id).
 */

/** The adopted layers that reach into one of the spans in ?1, a JSON array of arrays `[tenant, from, to]`. */
export const FIND_ADOPTED = `SELECT l.tenant, l.manifest, l.starts_at AS startsAt, l.ends_at AS endsAt FROM json_each(?1) AS span
JOIN adopted_layers AS l ON l.tenant = span.value ->> 0 AND l.ends_at > span.value ->> 1
WHERE l.starts_at <= span.value ->> 2`;

/**
 * Stores nothing where {@link FIND_ADOPTED} finds something. ?2 is a JSON array of arrays `[tenant, time, id, type, start, length]`, ?3 the
 * events' texts, one behind the other: where each begins, from 1 on, and how long it is, in bytes. So no text is JSON inside JSON, and any number
 * of rows are three parameters, of which a statement takes 100 (/d1/platform/limits/, 2026-04-21). SQLite casts ?3 once, since it is a
 * constant; and `LIMIT -1` keeps the keys a step of their own, since `json_each` makes its value anew each time that it is named.
 */
export const toInsertEvents = (partition: string) => `INSERT INTO ${partition} (tenant, time, id, type, event)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, CAST(substr(CAST(?3 AS BLOB), value ->> 4, value ->> 5) AS TEXT)
FROM (SELECT value FROM json_each(?2) LIMIT -1) AS given
WHERE NOT EXISTS (${FIND_ADOPTED})
ON CONFLICT DO NOTHING`;

const KEYS_BEHIND = "tenant = ?1 AND time >= ?2 AND (time, id) < (?3, ?4) ORDER BY time DESC, id DESC";

/**
 * Newest first, from ?2 on and before the key (?3, ?4): at most ?5 keys are looked at and ?6 events returned, of the type ?8
 * or, where that is null, of any. `event` is null from the one on at which those before it hold ?7 bytes.
 */
export const toListEvents = (partition: string) => `WITH scan AS (
	SELECT time, id, type, octet_length(event) AS bytes FROM ${partition} WHERE ${KEYS_BEHIND} LIMIT ?5
), page AS (SELECT time, id, bytes FROM scan WHERE ?8 IS NULL OR type = ?8 ORDER BY time DESC, id DESC LIMIT ?6),
sized AS (SELECT time, id, sum(bytes) OVER (ORDER BY time DESC, id DESC) - bytes AS bytesBefore FROM page)
SELECT s.time, s.id, CASE WHEN s.bytesBefore < ?7 THEN e.event END AS event
FROM sized AS s CROSS JOIN ${partition} AS e ON e.tenant = ?1 AND e.time = s.time AND e.id = s.id
ORDER BY s.time DESC, s.id DESC`;

/** The last of the ?5 keys that {@link toListEvents} looks at; no row where there are fewer. Its first five parameters are the same. */
export const toScanEnd = (partition: string) =>
	`SELECT time, id, NULL AS event FROM ${partition} WHERE ${KEYS_BEHIND} LIMIT 1 OFFSET ?5 - 1`;

/** Of the rows in ?1, a JSON array, the places of those that the table holds. */
export const toFindHeld = (table: string) => `SELECT key AS place FROM json_each(?1)
WHERE EXISTS (SELECT 1 FROM ${table} WHERE tenant = value ->> 'tenant' AND id = value ->> 'id')`;

/** Whether a table has events of the tenant ?1 from ?2 on and before the key (?3, ?4). */
export const toPeek = (table: string) =>
	`SELECT EXISTS (SELECT 1 FROM ${table} WHERE tenant = ?1 AND time >= ?2 AND (time, id) < (?3, ?4)) AS found`;

/** Of the tenants in ?1, a JSON array, those that aren't open here. */
export const FIND_MOVED = "SELECT value AS tenant FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = value)";
