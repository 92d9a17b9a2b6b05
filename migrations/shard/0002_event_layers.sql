-- Partitions of any width stand side by side and never overlap, so that a moment belongs to one of them for ever.
CREATE UNIQUE INDEX event_partitions_by_start ON event_partitions (starts_at);

-- Those that are registered don't overlap: the last one that begins before the new one's end is the only one that could reach into it.
CREATE TRIGGER event_partitions_apart BEFORE INSERT ON event_partitions
WHEN NEW.starts_at < (
	SELECT ends_at FROM event_partitions WHERE starts_at < NEW.ends_at ORDER BY starts_at DESC LIMIT 1
)
BEGIN
	SELECT RAISE(ABORT, 'partition_changed');
END;

-- What became of a partition's tables. Without a row here, its layer 0 is open. Layer 1 and on hold events that came after the one before was closed.
CREATE TABLE event_layers (
	partition TEXT NOT NULL,
	layer INTEGER NOT NULL,
	-- open: takes events; closed: takes none, on its way to the archive; archived: in the archive, its table is gone.
	state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'archived')),
	-- Once archived: how many events, and which object lists them.
	events INTEGER NOT NULL DEFAULT 0,
	manifest TEXT,
	PRIMARY KEY (partition, layer)
) STRICT, WITHOUT ROWID;
