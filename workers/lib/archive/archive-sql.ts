export const FIND_STATE = "SELECT state, manifest FROM event_layers WHERE partition = ?1 AND layer = ?2";

export const SET_ARCHIVED =
	"UPDATE event_layers SET state = 'archived', events = ?1, manifest = ?2 WHERE partition = ?3 AND layer = ?4 AND state = 'closed'";

/** Reads the table through, once and then again before it is dropped. */
export const toCount = (table: string) => `SELECT count(*) AS events FROM ${table}`;

/** At most ?4 rows behind the key (?1, ?2, ?3), and no more once those before hold ?5 bytes. */
export const toReadRows = (table: string) => `WITH page AS (
	SELECT tenant, time, id, octet_length(event) AS bytes FROM ${table} WHERE (tenant, time, id) > (?1, ?2, ?3) ORDER BY tenant, time, id LIMIT ?4
), sized AS (SELECT tenant, time, id, sum(bytes) OVER (ORDER BY tenant, time, id) - bytes AS bytesBefore FROM page)
SELECT e.tenant, e.id, e.type, e.time, e.event
FROM sized AS s CROSS JOIN ${table} AS e ON e.tenant = s.tenant AND e.time = s.time AND e.id = s.id
WHERE s.bytesBefore < ?5
ORDER BY s.tenant, s.time, s.id`;

/** Layers that aren't archived, of partitions that ended by ?1; late layers, of those that ended by ?2. */
export const FIND_ARCHIVABLE = `SELECT p.name AS partition, coalesce(l.layer, 0) AS layer
FROM event_partitions AS p LEFT JOIN event_layers AS l ON l.partition = p.name
WHERE p.starts_at < ?1 AND p.ends_at <= ?1 AND coalesce(l.state, 'open') <> 'archived' AND (coalesce(l.layer, 0) = 0 OR p.ends_at <= ?2)
ORDER BY p.starts_at, layer LIMIT ?3`;
