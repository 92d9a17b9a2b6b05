-- Moves of tenants: what a tenant's place on this shard is while it moves, and which of its rows have changed since.

CREATE TABLE tenant_places (
	tenant TEXT PRIMARY KEY NOT NULL,
	-- Number of the move in the directory: a later one is greater.
	move INTEGER NOT NULL,
	-- leaving: changes are written down; coming: takes what the move copies; settling: switched, and not yet cleared; over: kept for ever,
	-- so that what stalled and comes late finds that its time is past.
	state TEXT NOT NULL CHECK (state IN ('leaving', 'coming', 'settling', 'over')),
	-- Raised by each write of the move: one that was made before another can't come after it.
	token INTEGER NOT NULL DEFAULT 0,
	-- 1 inside a transaction of the move alone: it may change rows of a tenant that isn't open here.
	pass INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Those that move now, which are few.
CREATE INDEX tenant_places_moving ON tenant_places (state) WHERE state <> 'over';

-- The rows that changed while their tenant was leaving, by key. One that is there no more when the key is read was deleted.
CREATE TABLE tenant_changes (
	tenant TEXT NOT NULL,
	seq INTEGER NOT NULL,
	name TEXT NOT NULL,
	-- JSON array of the key's columns, the tenant left out.
	key TEXT NOT NULL,
	PRIMARY KEY (tenant, seq)
) STRICT, WITHOUT ROWID;

-- Archived layers of shards where the tenant lived before: they stay where they are and are read from here.
CREATE TABLE adopted_layers (
	tenant TEXT NOT NULL,
	-- The span of its partition, milliseconds since 1970.
	ends_at INTEGER NOT NULL,
	manifest TEXT NOT NULL,
	starts_at INTEGER NOT NULL,
	-- 0: another of the tenant's shards lists it, and here it only tells which events are stored already.
	listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
	PRIMARY KEY (tenant, ends_at, manifest)
) STRICT, WITHOUT ROWID;

-- Insert (tenant, epoch) before any write: it aborts, and all that is in the transaction with it, unless the tenant is open here at that epoch.
CREATE VIEW tenant_fence (tenant, epoch) AS SELECT tenant, epoch FROM open_tenants;

CREATE TRIGGER tenant_fence_check INSTEAD OF INSERT ON tenant_fence
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant AND epoch = NEW.epoch)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

-- The same for a step of a move: the place must be that move's, in that state, and nothing of the move was written here since the token was read.
CREATE VIEW move_fence (tenant, move, state, token) AS SELECT tenant, move, state, token FROM tenant_places;

CREATE TRIGGER move_fence_check INSTEAD OF INSERT ON move_fence
WHEN NOT EXISTS (
	SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND move = NEW.move AND state = NEW.state AND token = NEW.token
)
BEGIN
	SELECT RAISE(ABORT, 'move_stale');
END;

-- While a tenant moves, no layer goes to the archive, for its rows would be in both; and none begins to move while one is on its way there.
CREATE INDEX event_layers_closed ON event_layers (state) WHERE state = 'closed';

CREATE TRIGGER tenant_places_wait BEFORE INSERT ON tenant_places
WHEN EXISTS (SELECT 1 FROM event_layers WHERE state = 'closed')
BEGIN
	SELECT RAISE(ABORT, 'layer_closed');
END;

CREATE TRIGGER event_layers_wait_insert BEFORE INSERT ON event_layers
WHEN NEW.state <> 'open' AND EXISTS (SELECT 1 FROM tenant_places WHERE state <> 'over')
BEGIN
	SELECT RAISE(ABORT, 'tenant_moving');
END;

CREATE TRIGGER event_layers_wait_update BEFORE UPDATE ON event_layers
WHEN NEW.state <> 'open' AND EXISTS (SELECT 1 FROM tenant_places WHERE state <> 'over')
BEGIN
	SELECT RAISE(ABORT, 'tenant_moving');
END;

-- From here on: the triggers of records and adopted layers, as `toTenantTriggers` makes them; a test compares.
DROP TRIGGER records_fence_insert;
DROP TRIGGER records_fence_update;
DROP TRIGGER records_fence_delete;

CREATE TRIGGER records_fence_insert BEFORE INSERT ON records
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER records_fence_update BEFORE UPDATE ON records
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER records_fence_delete BEFORE DELETE ON records
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = OLD.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = OLD.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER records_change_insert AFTER INSERT ON records
WHEN EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND state = 'leaving')
BEGIN
	INSERT INTO tenant_changes (tenant, seq, name, key)
	SELECT NEW.tenant, coalesce((SELECT max(seq) FROM tenant_changes WHERE tenant = NEW.tenant), 0) + 1, 'records', json_array(NEW.collection, NEW.id);
END;

CREATE TRIGGER records_change_update AFTER UPDATE ON records
WHEN EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND state = 'leaving')
BEGIN
	INSERT INTO tenant_changes (tenant, seq, name, key)
	SELECT NEW.tenant, coalesce((SELECT max(seq) FROM tenant_changes WHERE tenant = NEW.tenant), 0) + 1, 'records', json_array(NEW.collection, NEW.id);
END;

CREATE TRIGGER records_change_delete AFTER DELETE ON records
WHEN EXISTS (SELECT 1 FROM tenant_places WHERE tenant = OLD.tenant AND state = 'leaving')
BEGIN
	INSERT INTO tenant_changes (tenant, seq, name, key)
	SELECT OLD.tenant, coalesce((SELECT max(seq) FROM tenant_changes WHERE tenant = OLD.tenant), 0) + 1, 'records', json_array(OLD.collection, OLD.id);
END;

CREATE TRIGGER adopted_layers_fence_insert BEFORE INSERT ON adopted_layers
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER adopted_layers_fence_update BEFORE UPDATE ON adopted_layers
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER adopted_layers_fence_delete BEFORE DELETE ON adopted_layers
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = OLD.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = OLD.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;
