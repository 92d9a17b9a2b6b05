-- What each shard held when it was last looked at: where new tenants go, and when a shard is full.
CREATE TABLE shard_loads (
	shard TEXT PRIMARY KEY NOT NULL,
	location TEXT NOT NULL,
	tenants INTEGER NOT NULL,
	bytes INTEGER NOT NULL,
	-- As SQLite's own statistics estimate them.
	rows INTEGER NOT NULL,
	-- Writes and events that its tenants sent on the last whole day and since.
	writes INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	-- The size some days before, to tell how fast it grows.
	earlier_bytes INTEGER NOT NULL,
	earlier_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
