-- When a person turned a source on or off: since when it is paused.
ALTER TABLE source_settings ADD COLUMN switched_ms INTEGER;
UPDATE source_settings SET switched_ms = updated_ms WHERE enabled IS NOT NULL;

-- The source was paused since then when the event came in: nobody judged it. `implied` is 2 for one that everyone listening was
-- kept from.
ALTER TABLE events ADD COLUMN paused_ms INTEGER;
