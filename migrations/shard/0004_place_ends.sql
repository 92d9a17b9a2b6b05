-- A place may always be given up, also while a layer of the shard is on its way to the archive.
DROP TRIGGER tenant_places_wait;

CREATE TRIGGER tenant_places_wait BEFORE INSERT ON tenant_places
WHEN NEW.state <> 'over' AND EXISTS (SELECT 1 FROM event_layers WHERE state = 'closed')
BEGIN
	SELECT RAISE(ABORT, 'layer_closed');
END;
