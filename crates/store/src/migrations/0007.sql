-- Which revision of a trigger listened to what, on or off, and for which events. With it a decision that has no row is known:
-- of every event a trigger that listened said something, and mostly that it does not match.
CREATE TABLE trigger_spans (
  trigger_n INTEGER NOT NULL,
  since_n INTEGER NOT NULL,          -- first event
  until_n INTEGER,                   -- first event no more; NULL: still
  revision INTEGER NOT NULL,
  source TEXT NOT NULL,
  event_type TEXT NOT NULL,
  active INTEGER NOT NULL,
  events_before INTEGER NOT NULL,    -- type_counts.events when it began
  PRIMARY KEY (trigger_n, since_n)
) STRICT, WITHOUT ROWID;
CREATE INDEX trigger_spans_type ON trigger_spans (source, event_type, trigger_n);   -- who listened to an event

-- Events of a type that were judged by everyone who listened: a trigger's own count is a difference of two of them.
CREATE TABLE type_counts (
  source TEXT NOT NULL,
  event_type TEXT NOT NULL,
  events INTEGER NOT NULL,
  PRIMARY KEY (source, event_type)
) STRICT, WITHOUT ROWID;

-- 1: who listened and has no row in decisions did not match, or was off. 0: every decision has its row.
ALTER TABLE events ADD COLUMN implied INTEGER NOT NULL DEFAULT 0;
CREATE INDEX events_implied ON events (source, event_type, n) WHERE implied = 1;     -- events that a trigger judged, counted

INSERT INTO trigger_spans (trigger_n, since_n, until_n, revision, source, event_type, active, events_before)
SELECT t.n, (SELECT coalesce(max(n), 0) + 1 FROM events), NULL, t.revision, r.source, r.event_type, t.active, 0
FROM triggers t JOIN trigger_revisions r ON r.trigger_n = t.n AND r.revision = t.revision
WHERE t.deleted_ms IS NULL;
