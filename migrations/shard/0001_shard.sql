-- A shard holds the records and events of the tenants that are open on it.

-- The fence: a write for a tenant that isn't here is aborted, whatever a cache believes of where the tenant lives.
CREATE TABLE open_tenants (
	tenant TEXT PRIMARY KEY NOT NULL,
	epoch INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- WITHOUT ROWID: the primary key is the table, so that a write is billed as one row and not two.
CREATE TABLE records (
	tenant TEXT NOT NULL,
	collection TEXT NOT NULL,
	id TEXT NOT NULL,
	etag TEXT NOT NULL,
	updated_at INTEGER NOT NULL,
	-- 1 at first, and one more with each replacement: tells a new record from a replaced one in the statement that writes it.
	version INTEGER NOT NULL,
	-- The JSON text as the client sent it. Last, so that the other columns are read without it.
	data TEXT NOT NULL,
	PRIMARY KEY (tenant, collection, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER records_fence_insert BEFORE INSERT ON records
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER records_fence_update BEFORE UPDATE ON records
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = NEW.tenant)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

CREATE TRIGGER records_fence_delete BEFORE DELETE ON records
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = OLD.tenant)
BEGIN
	SELECT RAISE(ABORT, 'tenant_moved');
END;

-- The time partitions that stand here, tables of the same name; made by code, ahead of time. Milliseconds since 1970.
CREATE TABLE event_partitions (
	name TEXT PRIMARY KEY NOT NULL,
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
