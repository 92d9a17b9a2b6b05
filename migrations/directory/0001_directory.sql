-- Who the tenants are, where their data lives and which keys open it.
CREATE TABLE tenants (
	id TEXT PRIMARY KEY NOT NULL,
	plan TEXT NOT NULL,
	location TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('opening', 'open', 'closed')),
	-- Raised by each move, so that a copy of this row can be told from a newer one.
	epoch INTEGER NOT NULL,
	created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_shards (
	tenant TEXT NOT NULL REFERENCES tenants (id),
	position INTEGER NOT NULL,
	shard TEXT NOT NULL,
	PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;

-- The load of a shard, in tenants, is a range of this index.
CREATE INDEX tenant_shards_by_shard ON tenant_shards (shard);

CREATE TABLE api_keys (
	id TEXT PRIMARY KEY NOT NULL,
	tenant TEXT NOT NULL REFERENCES tenants (id),
	-- SHA-256 of the secret part, hex: the secret itself is 256 random bits and is stored nowhere.
	hash TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_by_tenant ON api_keys (tenant);
