/** The condition of a write, decided by the statement that writes: `tags` is a JSON array of entity tags, or null for none. */
const matches = (tags: string) =>
	`EXISTS (SELECT 1 FROM records AS r, json_each(${tags}) AS m WHERE r.tenant = ?1 AND r.collection = ?2 AND r.id = ?3 AND m.value IN ('*', r.etag))`;

export const GET_RECORD = `SELECT etag, updated_at AS updatedAt, data FROM records WHERE tenant = ?1 AND collection = ?2 AND id = ?3`;

export const FIND_RECORD = `SELECT etag FROM records WHERE tenant = ?1 AND collection = ?2 AND id = ?3`;

/** Gives a row if it wrote one: `version` 1 is a new record. */
export const PUT_RECORD = `INSERT INTO records (tenant, collection, id, etag, updated_at, version, data)
SELECT ?1, ?2, ?3, ?4, ?5, 1, ?6
WHERE (?7 IS NULL OR ${matches("?7")}) AND (?8 IS NULL OR NOT ${matches("?8")})
ON CONFLICT (tenant, collection, id) DO UPDATE
SET etag = excluded.etag, updated_at = excluded.updated_at, version = version + 1, data = excluded.data
RETURNING version`;

export const DELETE_RECORD = `DELETE FROM records WHERE tenant = ?1 AND collection = ?2 AND id = ?3 AND (?4 IS NULL OR ${matches("?4")}) RETURNING id`;

/**
 * A page behind the id ?3: at most ?4 records; `data` is null from the one on at which those before it hold ?5 bytes.
 * The sizes are summed over the keys alone, so that data which isn't returned isn't read.
 */
export const LIST_RECORDS = `WITH page AS (
	SELECT id, octet_length(data) AS bytes FROM records WHERE tenant = ?1 AND collection = ?2 AND id > ?3 ORDER BY id LIMIT ?4
), sized AS (SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS bytesBefore FROM page)
SELECT r.id, r.etag, r.updated_at AS updatedAt, CASE WHEN s.bytesBefore < ?5 THEN r.data END AS data
FROM sized AS s CROSS JOIN records AS r ON r.tenant = ?1 AND r.collection = ?2 AND r.id = s.id
ORDER BY s.id`;

/** All collections behind the key (?2, ?3), else as {@link LIST_RECORDS}. */
export const READ_RECORDS = `WITH page AS (
	SELECT collection, id, octet_length(data) AS bytes FROM records WHERE tenant = ?1 AND (collection, id) > (?2, ?3) ORDER BY collection, id LIMIT ?4
), sized AS (SELECT collection, id, sum(bytes) OVER (ORDER BY collection, id) - bytes AS bytesBefore FROM page)
SELECT r.collection, r.id, r.etag, r.updated_at AS updatedAt, r.version, CASE WHEN s.bytesBefore < ?5 THEN r.data END AS data
FROM sized AS s CROSS JOIN records AS r ON r.tenant = ?1 AND r.collection = s.collection AND r.id = s.id
ORDER BY s.collection, s.id`;
