-- A restore is a move in time: it closes the tenant where it is, and excludes a move as another move does.
-- JSON {"to", "events"} of a restore; null of a move.
ALTER TABLE tenant_moves ADD COLUMN restore TEXT;
