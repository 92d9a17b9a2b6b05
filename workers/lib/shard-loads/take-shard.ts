import { type Statement, toStatement } from "../d1/statement.ts";

/** Where a new tenant may go. */
export interface ShardChoice {
	readonly tenant: string;
	/** In the order in which equals are taken. */
	readonly shards: readonly string[];
	/** A shard of this size takes no more tenants, in bytes. */
	readonly fullAt: number;
}

/**
 * The least loaded of those that aren't full. Load is bytes, rows and recent writes, each as a share of the largest among
 * them, so that none of the three has a unit to win by. Tenants that joined since a shard was looked at count as an average
 * one each; where nothing was looked at yet, the shard with the fewest tenants is the least loaded.
 */
const TAKE = `
INSERT INTO tenant_shards (tenant, position, shard)
WITH candidates AS (
	SELECT c.key AS place, c.value AS shard, (SELECT count(*) FROM tenant_shards WHERE shard = c.value) AS tenants,
		coalesce(l.tenants, 0) AS seen, coalesce(l.bytes, 0) AS bytes, coalesce(l.rows, 0) AS rows, coalesce(l.writes, 0) AS writes
	FROM json_each(?2) AS c LEFT JOIN shard_loads AS l ON l.shard = c.value
), average AS (
	SELECT total(bytes) / max(total(seen), 1) AS bytes, total(rows) / max(total(seen), 1) AS rows, total(writes) / max(total(seen), 1) AS writes
	FROM candidates
), projected AS (
	SELECT c.place, c.shard, c.tenants, c.bytes + max(c.tenants - c.seen, 0) * a.bytes AS bytes,
		c.rows + max(c.tenants - c.seen, 0) * a.rows AS rows, c.writes + max(c.tenants - c.seen, 0) * a.writes AS writes
	FROM candidates AS c CROSS JOIN average AS a
), largest AS (
	SELECT max(max(bytes), 1) AS bytes, max(max(rows), 1) AS rows, max(max(writes), 1) AS writes FROM projected
)
SELECT ?1, 0, p.shard FROM projected AS p CROSS JOIN largest AS m
WHERE p.bytes < ?3 AND NOT EXISTS (SELECT 1 FROM tenant_shards WHERE tenant = ?1)
ORDER BY p.bytes / m.bytes + p.rows / m.rows + p.writes / m.writes, p.tenants, p.place
LIMIT 1`;

/** Chosen where it is taken: two tenants that come at once see each other. It takes none where the tenant has shards already, or every shard is full. */
export const toTakeShard = ({ tenant, shards, fullAt }: ShardChoice): Statement =>
	toStatement(TAKE, tenant, JSON.stringify(shards), fullAt);
