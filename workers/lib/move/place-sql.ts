/** ?1 is the tenant, ?2 the move. */

/** What an earlier move has left is of no use any more; what this one has written down is. */
export const CLEAR_OLD_CHANGES =
	"DELETE FROM tenant_changes WHERE tenant = ?1 AND EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ?1 AND move < ?2)";

export const BEGIN = `INSERT INTO tenant_places (tenant, move, state) VALUES (?1, ?2, ?3)
ON CONFLICT (tenant) DO UPDATE SET move = excluded.move, state = excluded.state, token = tenant_places.token + 1, pass = 0
WHERE tenant_places.move < excluded.move`;

/** Also where the move never began, and an earlier one is over: what of it comes late finds that it is over. */
export const END = `INSERT INTO tenant_places (tenant, move, state) VALUES (?1, ?2, 'over')
ON CONFLICT (tenant) DO UPDATE SET move = excluded.move, state = 'over', token = tenant_places.token + 1, pass = 0
WHERE tenant_places.move < excluded.move OR (tenant_places.move = excluded.move AND tenant_places.state <> 'over')`;

export const CLEAR_CHANGES =
	"DELETE FROM tenant_changes WHERE tenant = ?1 AND EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ?1 AND move = ?2 AND state = 'over')";

export const CLOSE = `DELETE FROM open_tenants WHERE tenant = ?1
AND EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ?1 AND move = ?2 AND state = 'leaving')`;

/** At the epoch before the move, ?3. */
export const REOPEN = `INSERT INTO open_tenants (tenant, epoch) SELECT ?1, ?3
WHERE EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ?1 AND move = ?2 AND state = 'leaving')
ON CONFLICT (tenant) DO NOTHING`;

/** At the epoch of the move, ?3. */
export const OPEN = `INSERT INTO open_tenants (tenant, epoch) SELECT ?1, ?3
WHERE EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ?1 AND move = ?2 AND state IN ('coming', 'leaving'))
ON CONFLICT (tenant) DO UPDATE SET epoch = excluded.epoch WHERE excluded.epoch > open_tenants.epoch`;

export const SETTLE =
	"UPDATE tenant_places SET state = 'settling', token = token + 1 WHERE tenant = ?1 AND move = ?2 AND state IN ('coming', 'leaving')";

export const READ_OPEN = "SELECT epoch FROM open_tenants WHERE tenant = ?1";

export const ADOPT = `INSERT INTO adopted_layers (tenant, ends_at, manifest, starts_at, listed)
SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?2) WHERE true
ON CONFLICT (tenant, ends_at, manifest) DO UPDATE SET listed = excluded.listed`;

export const LIST_ADOPTED =
	"SELECT manifest, starts_at AS startsAt, ends_at AS endsAt FROM adopted_layers WHERE tenant = ?1 AND listed = 1 ORDER BY ends_at";

export const FORGET_ADOPTED = "DELETE FROM adopted_layers WHERE tenant = ?1";

export const LIST_TRIGGERS = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (SELECT value FROM json_each(?1))";
