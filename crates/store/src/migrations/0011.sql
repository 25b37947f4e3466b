-- How the folders of a source were watched when what was there in them was last stored: a file that one of these covers came,
-- also when it comes into view by another configuration.
CREATE TABLE watched_before (
  source TEXT NOT NULL,
  path BLOB NOT NULL,                -- the folder's own bytes
  setup TEXT NOT NULL,               -- a configuration of this folder alone, JSON
  PRIMARY KEY (source, path)
) STRICT, WITHOUT ROWID;
