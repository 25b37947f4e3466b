-- Options of a trigger, as JSON; NULL: none.
ALTER TABLE trigger_revisions ADD COLUMN options TEXT;

-- Why a match did not simply start its run, as JSON; NULL mostly. Outcomes by now: 0 no match, 1 matched, 2 trigger off,
-- 3 error, 4 suppressed, 5 held, 6 source paused, 7 loop.
ALTER TABLE decisions ADD COLUMN detail TEXT;
CREATE INDEX decisions_held ON decisions (trigger_n, detail ->> '$.code', event_n) WHERE outcome = 5;  -- the held list

-- Further counters of an event's decisions.
ALTER TABLE events ADD COLUMN suppressed INTEGER NOT NULL DEFAULT 0;               -- suppressed or stopped as a loop
ALTER TABLE events ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

-- Runs that count as one kind of work: trigger and key. They start one after the other, as the trigger's options say.
ALTER TABLE runs ADD COLUMN lane TEXT;
-- Why it is to be cancelled as soon as it can be; NULL: it is not.
ALTER TABLE runs ADD COLUMN stop TEXT;
CREATE INDEX runs_lane ON runs (lane, status, n) WHERE lane IS NOT NULL AND status < 3;  -- what is at work or waits in a lane
CREATE INDEX runs_due ON runs (next_attempt_ms) WHERE status = 0 AND next_attempt_ms IS NOT NULL;  -- queued until an instant

-- Once per file, path or key: what has its run. `part` is the content's hash where that counts, else empty.
CREATE TABLE option_handled (
  trigger_n INTEGER NOT NULL,
  key TEXT NOT NULL,
  part TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  event TEXT NOT NULL,
  run TEXT NOT NULL,
  PRIMARY KEY (trigger_n, key, part)
) STRICT, WITHOUT ROWID;

-- What waits for an instant: a debounce, a batch, a schedule that opens. kind: 0 debounce 1 batch 2 schedule.
CREATE TABLE option_windows (
  n INTEGER PRIMARY KEY,
  trigger_n INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  due_ms INTEGER NOT NULL,
  UNIQUE (trigger_n, kind, key)
) STRICT;
CREATE INDEX option_windows_due ON option_windows (due_ms);                        -- what is over
CREATE INDEX option_windows_trigger ON option_windows (trigger_n, due_ms);         -- what of a trigger is over
CREATE TABLE option_members (
  window_n INTEGER NOT NULL,
  event_n INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (window_n, event_n)
) STRICT, WITHOUT ROWID;

-- When matches came and runs started, as far as a limit needs to know. kind: 0 rate 1 flood.
CREATE TABLE option_marks (
  trigger_n INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  event_n INTEGER NOT NULL,
  PRIMARY KEY (trigger_n, kind, at_ms, event_n)
) STRICT, WITHOUT ROWID;

-- Floods that a person has not looked at yet.
CREATE TABLE option_floods (
  trigger_n INTEGER PRIMARY KEY,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  ran INTEGER NOT NULL,
  held INTEGER NOT NULL
) STRICT;
