-- What a person said about the program of a source: which content of its folder may run.
CREATE TABLE source_trust (
  source_id TEXT PRIMARY KEY,
  hash TEXT,                         -- content that was approved; NULL: none yet
  manifest TEXT,                     -- plugin.json as approved, to compare a changed one with
  files TEXT,                        -- its files as JSON: [[path, bytes, hash], …]
  follows TEXT,                      -- folder whose later edits need no approval; NULL: none
  blocked INTEGER NOT NULL DEFAULT 0,
  updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Further configured copies of a source: sources of their own id that run its program.
CREATE TABLE source_instances (
  id TEXT PRIMARY KEY,
  base TEXT NOT NULL,                -- the source whose folder it shares
  name TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
