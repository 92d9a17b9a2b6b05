-- Moves of tenants from shards to shards: who moves, where from and to, and how far it is.
CREATE TABLE tenant_moves (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	tenant TEXT NOT NULL REFERENCES tenants (id),
	-- copying, closing: may yet be undone; switched: the tenant lives at its new place, and the old one is to be cleared; undoing: back.
	phase TEXT NOT NULL CHECK (phase IN ('copying', 'closing', 'switched', 'undoing', 'done', 'undone')),
	-- The tenant's epoch before the move.
	epoch INTEGER NOT NULL,
	-- JSON: {"location", "shards"}.
	source TEXT NOT NULL,
	target TEXT NOT NULL,
	cancelled INTEGER NOT NULL DEFAULT 0,
	-- Why it was undone.
	reason TEXT,
	rows_copied INTEGER NOT NULL DEFAULT 0,
	rows_left INTEGER NOT NULL DEFAULT 0,
	-- When writes were first refused, and for how long.
	closed_at INTEGER,
	pause_ms INTEGER,
	created_at INTEGER NOT NULL,
	ended_at INTEGER
) STRICT;

-- A tenant moves once at a time.
CREATE UNIQUE INDEX tenant_moves_under_way ON tenant_moves (tenant) WHERE phase NOT IN ('done', 'undone');

CREATE INDEX tenant_moves_by_tenant ON tenant_moves (tenant, id);
