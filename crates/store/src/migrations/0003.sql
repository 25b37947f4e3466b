-- Files that were handed to the app, by content. Each lies in blobs/ under its hash, and was there before its row.
CREATE TABLE blobs (
  hash BLOB NOT NULL,                -- SHA-256
  name TEXT NOT NULL,                -- file name, never a path
  size INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (hash, name)           -- doctor: every row has its file
) STRICT, WITHOUT ROWID;

-- Events of the app itself on their way: written with what they tell of, removed in their own transaction. Few or none.
CREATE TABLE own_events (
  key TEXT PRIMARY KEY,
  event_type TEXT NOT NULL,
  data TEXT NOT NULL,
  depth INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
