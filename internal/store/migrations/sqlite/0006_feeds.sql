-- Feeds that are watched.

CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  title TEXT,
  added_at TEXT NOT NULL,
  polled_at TEXT,
  next_at TEXT NOT NULL,
  claimed_until TEXT,
  failures INTEGER NOT NULL,
  problem TEXT,
  disabled TEXT,
  articles INTEGER NOT NULL,
  state TEXT
) STRICT;
CREATE INDEX feeds_next ON feeds (next_at);
