-- Events that were received, accepted or set aside. `n` orders them; `uid` is the id seen outside (UUID v7, 16 bytes).
CREATE TABLE events (
  n INTEGER PRIMARY KEY,
  uid BLOB NOT NULL,
  source TEXT NOT NULL,
  event_type TEXT NOT NULL,
  subject TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  user_id TEXT,
  key TEXT,
  digest BLOB,                       -- SHA-256 of type, source and data; only beside a key
  data TEXT NOT NULL,
  additional TEXT,
  depth INTEGER NOT NULL DEFAULT 0,
  -- counters of its decisions, so that a list needs no join
  matched INTEGER NOT NULL DEFAULT 0,
  not_matched INTEGER NOT NULL DEFAULT 0,
  off INTEGER NOT NULL DEFAULT 0,
  rejection TEXT                     -- problem as JSON; NULL when accepted
) STRICT;
CREATE UNIQUE INDEX events_uid ON events (uid);                                  -- get by id
CREATE UNIQUE INDEX events_key ON events (source, key) WHERE key IS NOT NULL;     -- same key, one event
CREATE INDEX events_type ON events (source, event_type, n);                       -- filters, backtest, field statistics
CREATE INDEX events_rejected ON events (n) WHERE rejection IS NOT NULL;           -- set-aside list

-- Triggers: the live row points at its newest revision; revisions are immutable, so old decisions still explain themselves.
CREATE TABLE triggers (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  active INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER,
  events_ever INTEGER NOT NULL DEFAULT 0,
  matched_ever INTEGER NOT NULL DEFAULT 0,
  last_fired_ms INTEGER
) STRICT;
CREATE TABLE trigger_revisions (
  trigger_n INTEGER NOT NULL REFERENCES triggers (n),
  revision INTEGER NOT NULL,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  event_type TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  conditions TEXT,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (trigger_n, revision)
) STRICT, WITHOUT ROWID;

-- One decision per event and listening trigger; the explanation is computed again from event and revision.
CREATE TABLE decisions (
  event_n INTEGER NOT NULL,
  trigger_n INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  outcome INTEGER NOT NULL,          -- 0 no match, 1 matched, 2 trigger off, 3 error
  leaf TEXT,                         -- path of the leaf that stopped it
  PRIMARY KEY (event_n, trigger_n)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_trigger ON decisions (trigger_n, event_n);                 -- "why not?" of a trigger, counts of 24 h

-- Workflows and their immutable revisions.
CREATE TABLE workflows (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER
) STRICT;
CREATE TABLE workflow_revisions (
  workflow_n INTEGER NOT NULL REFERENCES workflows (n),
  revision INTEGER NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (workflow_n, revision)
) STRICT, WITHOUT ROWID;

-- Runs. status: 0 queued 1 running 2 waiting 3 succeeded 4 failed 5 cancelled.
CREATE TABLE runs (
  n INTEGER PRIMARY KEY,
  uid BLOB NOT NULL,
  event_n INTEGER NOT NULL,
  trigger_n INTEGER,                 -- NULL: started by hand
  workflow_n INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  status INTEGER NOT NULL,
  reason TEXT,
  subject TEXT NOT NULL,
  depth INTEGER NOT NULL DEFAULT 0,
  step INTEGER NOT NULL DEFAULT 0,   -- first unfinished step
  steps_total INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  started_ms INTEGER,
  completed_ms INTEGER,
  next_attempt_ms INTEGER,           -- while waiting
  error TEXT,                        -- problem as JSON, with step
  cause TEXT,                        -- workflow + step + normalised error, for grouping
  test INTEGER NOT NULL DEFAULT 0,
  rerun_of INTEGER,
  input TEXT                         -- edited data of a re-run; NULL: the event's own
) STRICT;
CREATE UNIQUE INDEX runs_uid ON runs (uid);                                                        -- get by id
CREATE UNIQUE INDEX runs_once ON runs (event_n, trigger_n) WHERE trigger_n IS NOT NULL AND rerun_of IS NULL;  -- one run per event and trigger
CREATE INDEX runs_besides ON runs (event_n) WHERE trigger_n IS NULL OR rerun_of IS NOT NULL;         -- runs of an event that runs_once leaves out
CREATE INDEX runs_active ON runs (status, n) WHERE status < 3;                                     -- resume, counters
CREATE INDEX runs_failed ON runs (cause, n) WHERE status = 4;                                      -- triage by cause
CREATE INDEX runs_workflow ON runs (workflow_n, n);                                                -- runs of a workflow
CREATE INDEX runs_trigger ON runs (trigger_n, n) WHERE trigger_n IS NOT NULL;                      -- runs of a trigger
CREATE INDEX runs_rerun ON runs (rerun_of) WHERE rerun_of IS NOT NULL;                             -- re-runs of a run

-- Steps of a run, and the attempts at each. status: 0 pending 1 running 2 waiting 3 succeeded 4 failed 5 cancelled 6 skipped 7 interrupted.
CREATE TABLE steps (
  run_n INTEGER NOT NULL,
  step INTEGER NOT NULL,
  status INTEGER NOT NULL,
  started_ms INTEGER,
  ended_ms INTEGER,
  input TEXT,
  output TEXT,
  truncated INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  PRIMARY KEY (run_n, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE attempts (
  run_n INTEGER NOT NULL,
  step INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  status INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  error TEXT,
  child_pid INTEGER,                 -- leader of the child's process group while it runs
  child_start TEXT,                  -- its start time, so that a reused pid is not killed
  PRIMARY KEY (run_n, step, attempt)
) STRICT, WITHOUT ROWID;

-- What a step wrote down before its side effect, so that a second attempt knows the first one's work. Goes with its run.
CREATE TABLE step_notes (
  run BLOB NOT NULL,                 -- the run's uid
  step INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

-- Log lines of runs. level: 0 debug 1 info 2 warn 3 error 4 out 5 err.
CREATE TABLE run_log (
  run_n INTEGER NOT NULL,
  line INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  level INTEGER NOT NULL,
  step INTEGER,
  attempt INTEGER,
  text TEXT NOT NULL,
  PRIMARY KEY (run_n, line)
) STRICT, WITHOUT ROWID;

-- What changed, in order: the live view asks for everything after the seq it saw. Old rows are trimmed.
-- kind: 0 event 1 run 2 trigger 3 workflow 4 source 5 log 6 status 7 notification
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  id ANY NOT NULL
) STRICT;

-- Per source: whether it should run, its configuration, its checkpoint.
CREATE TABLE source_settings (
  source_id TEXT PRIMARY KEY,
  enabled INTEGER,                   -- NULL: as the manifest says
  config TEXT,
  checkpoint TEXT,
  child_pid INTEGER,                 -- process group of its program while that runs
  child_start TEXT,                  -- when that process began, so that another one of the same number is left alone
  updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Folders that sources watch.
CREATE TABLE watched_folders (
  source TEXT NOT NULL,
  path BLOB NOT NULL,                -- the path's own bytes
  filter TEXT NOT NULL,              -- which of its files are watched
  seen_ms INTEGER NOT NULL,          -- first watched with this filter
  complete INTEGER NOT NULL,         -- the files that were there then are all in files
  dev INTEGER NOT NULL,              -- where it was when last listed
  PRIMARY KEY (source, path)
) STRICT, WITHOUT ROWID;

-- What was last seen in the watched folders: the truth that a scan is compared with.
CREATE TABLE files (
  source TEXT NOT NULL,
  path BLOB NOT NULL,                -- the full path's own bytes
  dev INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  born_ns INTEGER NOT NULL,          -- an inode number is given out again; its time of birth is not
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL,
  hash BLOB,                         -- SHA-256; NULL for a file that was there before the folder was watched
  version INTEGER NOT NULL,
  announced INTEGER NOT NULL,        -- an event told of it
  PRIMARY KEY (source, path)
) STRICT, WITHOUT ROWID;

-- Shown to the user by the desktop shell; one per (run, step).
CREATE TABLE notifications (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  run_n INTEGER,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Totals that a count(*) over a large table could not give in time.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES ('events_accepted', 0), ('events_rejected', 0), ('events_duplicate', 0), ('decisions_matched', 0), ('runs_by_trigger', 0), ('runs_by_hand', 0);

-- The two tables of the quick start, as views.
CREATE VIEW workflow_triggers AS
SELECT t.id AS id, r.name AS name, r.event_type AS event_type, r.source AS source, r.workflow_id AS workflow_id,
       coalesce(r.conditions, '{}') AS conditions, t.active AS active,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.created_ms / 1000.0, 'unixepoch') AS created_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.updated_ms / 1000.0, 'unixepoch') AS updated_at,
       t.revision AS revision
FROM triggers t JOIN trigger_revisions r ON r.trigger_n = t.n AND r.revision = t.revision
WHERE t.deleted_ms IS NULL;

CREATE VIEW workflow_executions AS
SELECT lower(substr(hex(r.uid), 1, 8) || '-' || substr(hex(r.uid), 9, 4) || '-' || substr(hex(r.uid), 13, 4) || '-' || substr(hex(r.uid), 17, 4) || '-' || substr(hex(r.uid), 21)) AS id,
       w.id AS workflow_id, t.id AS trigger_id,
       lower(substr(hex(e.uid), 1, 8) || '-' || substr(hex(e.uid), 9, 4) || '-' || substr(hex(e.uid), 13, 4) || '-' || substr(hex(e.uid), 17, 4) || '-' || substr(hex(e.uid), 21)) AS event_id,
       CASE r.status WHEN 0 THEN 'queued' WHEN 1 THEN 'running' WHEN 2 THEN 'waiting' WHEN 3 THEN 'succeeded' WHEN 4 THEN 'failed' ELSE 'cancelled' END AS status,
       r.reason AS reason,
       strftime('%Y-%m-%dT%H:%M:%fZ', r.created_ms / 1000.0, 'unixepoch') AS created_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', r.started_ms / 1000.0, 'unixepoch') AS started_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', r.completed_ms / 1000.0, 'unixepoch') AS completed_at,
       r.revision AS workflow_revision, r.subject AS subject
FROM runs r
JOIN workflows w ON w.n = r.workflow_n
LEFT JOIN triggers t ON t.n = r.trigger_n
LEFT JOIN events e ON e.n = r.event_n;
