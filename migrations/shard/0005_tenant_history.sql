-- The past of each tenant's rows, so that one tenant can be restored to a point in time while its neighbours stay as they are.

-- A row for each change of a row, with what the row was before it.
CREATE TABLE tenant_history (
	tenant TEXT NOT NULL,
	-- The table, and the JSON array of its key's columns, the tenant left out.
	name TEXT NOT NULL,
	key TEXT NOT NULL,
	-- 1 for the key's first change that is still here, and one more with each.
	seq INTEGER NOT NULL,
	-- By the database's clock, milliseconds since 1970.
	at INTEGER NOT NULL,
	-- JSON array of the row's columns; null where there was no row. Last, so that the other columns are read without it.
	old_row TEXT NOT NULL,
	PRIMARY KEY (tenant, name, key, seq)
) STRICT, WITHOUT ROWID;

-- One row while the history is kept, none while it isn't.
CREATE TABLE history_log (
	only_row INTEGER PRIMARY KEY NOT NULL CHECK (only_row = 1),
	-- From when on every change was written down, and before when changes have been forgotten. Milliseconds since 1970.
	since INTEGER NOT NULL,
	pruned_to INTEGER NOT NULL
) STRICT;

-- From the first write on: a shard that is new must not wait for somebody to turn this on. The cron turns it off where no history is wanted.
INSERT INTO history_log (only_row, since, pruned_to) VALUES (1, CAST(unixepoch('subsec') * 1000 AS INTEGER), 0);

-- From here on: the triggers as `toTenantTriggers` makes them; a test compares.
CREATE TRIGGER tenant_history_fence_insert BEFORE INSERT ON tenant_history
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER tenant_history_fence_update BEFORE UPDATE ON tenant_history
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER tenant_history_fence_delete BEFORE DELETE ON tenant_history
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = OLD.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = OLD.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER tenant_history_change_insert AFTER INSERT ON tenant_history
WHEN EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND state = 'leaving')
BEGIN
	INSERT INTO tenant_changes (tenant, seq, name, key)
	SELECT NEW.tenant, coalesce((SELECT max(seq) FROM tenant_changes WHERE tenant = NEW.tenant), 0) + 1, 'tenant_history', json_array(NEW.name, NEW.key, NEW.seq);
END;

CREATE TRIGGER tenant_history_change_update AFTER UPDATE ON tenant_history
WHEN EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND state = 'leaving')
BEGIN
	INSERT INTO tenant_changes (tenant, seq, name, key)
	SELECT NEW.tenant, coalesce((SELECT max(seq) FROM tenant_changes WHERE tenant = NEW.tenant), 0) + 1, 'tenant_history', json_array(NEW.name, NEW.key, NEW.seq);
END;

CREATE TRIGGER tenant_history_change_delete AFTER DELETE ON tenant_history
WHEN EXISTS (SELECT 1 FROM tenant_places WHERE tenant = OLD.tenant AND state = 'leaving')
BEGIN
	INSERT INTO tenant_changes (tenant, seq, name, key)
	SELECT OLD.tenant, coalesce((SELECT max(seq) FROM tenant_changes WHERE tenant = OLD.tenant), 0) + 1, 'tenant_history', json_array(OLD.name, OLD.key, OLD.seq);
END;

CREATE TRIGGER records_history_insert AFTER INSERT ON records
WHEN EXISTS (SELECT 1 FROM history_log)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND pass = 1)
BEGIN
	INSERT INTO tenant_history (tenant, name, key, seq, at, old_row)
	SELECT NEW.tenant, 'records', json_array(NEW.collection, NEW.id),
		coalesce((SELECT max(seq) FROM tenant_history WHERE (tenant, name, key) = (NEW.tenant, 'records', json_array(NEW.collection, NEW.id))), 0) + 1,
		CAST(unixepoch('subsec') * 1000 AS INTEGER), 'null';
END;

CREATE TRIGGER records_history_update AFTER UPDATE ON records
WHEN EXISTS (SELECT 1 FROM history_log)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = NEW.tenant AND pass = 1)
BEGIN
	INSERT INTO tenant_history (tenant, name, key, seq, at, old_row)
	SELECT NEW.tenant, 'records', json_array(NEW.collection, NEW.id),
		coalesce((SELECT max(seq) FROM tenant_history WHERE (tenant, name, key) = (NEW.tenant, 'records', json_array(NEW.collection, NEW.id))), 0) + 1,
		CAST(unixepoch('subsec') * 1000 AS INTEGER), json_array(OLD.collection, OLD.id, OLD.etag, OLD.updated_at, OLD.version, OLD.data);
END;

CREATE TRIGGER records_history_delete AFTER DELETE ON records
WHEN EXISTS (SELECT 1 FROM history_log)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = OLD.tenant AND pass = 1)
BEGIN
	INSERT INTO tenant_history (tenant, name, key, seq, at, old_row)
	SELECT OLD.tenant, 'records', json_array(OLD.collection, OLD.id),
		coalesce((SELECT max(seq) FROM tenant_history WHERE (tenant, name, key) = (OLD.tenant, 'records', json_array(OLD.collection, OLD.id))), 0) + 1,
		CAST(unixepoch('subsec') * 1000 AS INTEGER), json_array(OLD.collection, OLD.id, OLD.etag, OLD.updated_at, OLD.version, OLD.data);
END;
