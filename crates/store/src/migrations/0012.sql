-- When a source's configuration was last stored; NULL for one that was stored before this was kept.
ALTER TABLE source_settings ADD COLUMN config_ms INTEGER;
