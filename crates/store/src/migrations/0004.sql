-- Where an event comes from, when it is not from outside: the event that it repeats, or the run whose doing it tells of.
ALTER TABLE events ADD COLUMN replay_of BLOB;       -- uid of the event that was sent again
ALTER TABLE events ADD COLUMN caused_by BLOB;       -- uid of the run
ALTER TABLE events ADD COLUMN caused_step INTEGER;  -- its step; NULL: the run as a whole
CREATE INDEX events_replayed ON events (replay_of) WHERE replay_of IS NOT NULL;  -- replays of an event
CREATE INDEX events_caused ON events (caused_by) WHERE caused_by IS NOT NULL;    -- what a run led to
ALTER TABLE own_events ADD COLUMN run BLOB;         -- uid of the run that it tells of

-- What file steps are about to leave behind: a watched folder tells of it as of anything else.
CREATE TABLE file_effects (
  n INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  size INTEGER,                      -- NULL: the file goes away from there
  run BLOB NOT NULL,                 -- uid
  step INTEGER NOT NULL,
  depth INTEGER NOT NULL,            -- of the run in its causation chain
  trigger_n INTEGER,                 -- that started the run
  at_ms INTEGER NOT NULL
) STRICT;

-- Events being sent again: a replay is carried on after a stop, and repeated by its id it is the same one.
CREATE TABLE replays (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  request TEXT NOT NULL,             -- what was asked for, as JSON
  mode INTEGER NOT NULL,             -- 1 shadow, 2 real
  events INTEGER NOT NULL,
  truncated INTEGER NOT NULL,        -- more events fitted than were taken
  created_ms INTEGER NOT NULL,
  ended_ms INTEGER                   -- NULL: at work
) STRICT;
CREATE INDEX replays_open ON replays (n) WHERE ended_ms IS NULL;                 -- carried on after a stop
CREATE TABLE replay_events (
  replay_n INTEGER NOT NULL REFERENCES replays (n),
  position INTEGER NOT NULL,
  event_n INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,  -- 0 waits, 1 done, 2 refused
  again BLOB,                        -- uid of the new event
  results TEXT,                      -- what each trigger would have said, as JSON; shadow only
  PRIMARY KEY (replay_n, position)
) STRICT, WITHOUT ROWID;

-- A draft of a trigger that is judged beside the live one, without effects.
CREATE TABLE trigger_shadows (
  trigger_n INTEGER PRIMARY KEY REFERENCES triggers (n),
  definition TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  judged INTEGER NOT NULL DEFAULT 0,
  differed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE shadow_differences (
  trigger_n INTEGER NOT NULL,
  event_n INTEGER NOT NULL,
  live INTEGER NOT NULL,             -- outcome, as in decisions
  shadow INTEGER NOT NULL,
  PRIMARY KEY (trigger_n, event_n)
) STRICT, WITHOUT ROWID;
