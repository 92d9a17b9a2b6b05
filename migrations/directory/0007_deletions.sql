-- Ids that no tenant gets again: what was queued or kept in mind for a tenant that was deleted must not come to another of its name.
CREATE TABLE deleted_tenants (
	-- SHA-256 of the id, hex: the id itself may say who it was.
	hash TEXT PRIMARY KEY NOT NULL,
	deleted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A tenant's runs are found when it is deleted.
CREATE INDEX runs_by_subject ON runs (subject);

-- One at a time: two would rewrite the same objects of the archive.
CREATE UNIQUE INDEX runs_one_deletion ON runs (kind) WHERE kind = 'deletion' AND state = 'running';
