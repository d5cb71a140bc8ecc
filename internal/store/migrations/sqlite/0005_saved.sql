-- Searches that people keep, and what was sent about their new hits.

CREATE TABLE saved_searches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  asked TEXT NOT NULL,
  feed_key TEXT NOT NULL,
  webhook TEXT,
  secret TEXT,
  seen INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  deleted_at TEXT
) STRICT;

CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  saved_id INTEGER NOT NULL REFERENCES saved_searches (id),
  idempotency_key TEXT NOT NULL UNIQUE,
  made_at TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at TEXT,
  sent_at TEXT,
  given_up_at TEXT,
  problem TEXT
) STRICT;
CREATE INDEX alerts_saved ON alerts (saved_id);
CREATE INDEX alerts_due ON alerts (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE alert_hits (
  saved_id INTEGER NOT NULL REFERENCES saved_searches (id),
  attribution_key INTEGER NOT NULL,
  alert_id INTEGER NOT NULL REFERENCES alerts (id),
  PRIMARY KEY (saved_id, attribution_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_hits_alert ON alert_hits (alert_id);
