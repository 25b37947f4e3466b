-- When each watched folder was last known to be watched: where an absence begins.
CREATE TABLE watched_until (
  source TEXT NOT NULL,
  path BLOB NOT NULL,                -- the folder's own bytes
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (source, path)
) STRICT, WITHOUT ROWID;

-- What was found after an absence: one report per source and absence. Made with its first item, so none is empty.
CREATE TABLE catch_ups (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  began_ms INTEGER NOT NULL,         -- with the source: which look-round it belongs to
  from_ms INTEGER,                   -- last known to be watched; NULL: unknown
  to_ms INTEGER NOT NULL,            -- watched again
  cause INTEGER NOT NULL,            -- 0 the app was off, 1 the source was off, 2 the folder was away
  folder BLOB,                       -- the folder that was away
  ask INTEGER NOT NULL,              -- its matches are held until a person says
  open INTEGER NOT NULL,             -- the look-round goes on; a start after a crash continues it
  UNIQUE (source, began_ms)
) STRICT;
CREATE TABLE catch_up_items (
  catch_up_n INTEGER NOT NULL,
  event_n INTEGER NOT NULL,
  kind INTEGER NOT NULL,             -- 0 new, 1 changed, 2 renamed, 3 deleted, 4 told beside another one
  PRIMARY KEY (catch_up_n, event_n)
) STRICT, WITHOUT ROWID;

-- Events of a file, by the path that they name now and before: the biography of a file.
CREATE INDEX events_file ON events (data ->> '$.file_path', n) WHERE data ->> '$.file_path' IS NOT NULL;
CREATE INDEX events_file_before ON events (data ->> '$.previous_path', n) WHERE data ->> '$.previous_path' IS NOT NULL;
-- Known files of the same content.
CREATE INDEX files_hash ON files (hash) WHERE hash IS NOT NULL;

-- Files that were there before a trigger was turned on and that it was asked to run for as well.
CREATE TABLE existing_jobs (
  trigger_n INTEGER PRIMARY KEY,
  asked_ms INTEGER NOT NULL,
  after BLOB NOT NULL,               -- the last path that was dealt with
  total INTEGER NOT NULL,            -- how many matched when it was asked
  done INTEGER NOT NULL DEFAULT 0,   -- events stored
  passed INTEGER NOT NULL DEFAULT 0, -- files that were gone, changed or unreadable by then
  finished_ms INTEGER
) STRICT;
