-- A person lets events of a source in whose data does not fit what it declares.
ALTER TABLE source_settings ADD COLUMN accept_unfit INTEGER NOT NULL DEFAULT 0;

-- What is wrong with an event that was accepted all the same.
ALTER TABLE events ADD COLUMN flag TEXT;
CREATE INDEX events_flagged ON events (n) WHERE flag IS NOT NULL;
