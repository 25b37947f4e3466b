-- What the events of each type held lately, told in bounded size (model/sketch), and the event up to which they were looked at.
-- Both are written together: after a kill, the events after that one are looked at again.
CREATE TABLE sketches (
  n INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  event_type TEXT NOT NULL,
  sketch TEXT NOT NULL,              -- as JSON
  UNIQUE (source, event_type)
) STRICT;
CREATE TABLE sketched (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  event_n INTEGER NOT NULL
) STRICT;
-- Of the events that are there already, as many as the sketches of one type can tell of.
INSERT INTO sketched SELECT 1, max(0, coalesce(max(n), 0) - 10000) FROM events;
