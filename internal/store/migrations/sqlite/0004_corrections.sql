-- What people say of what was found.

CREATE TABLE corrections (
  id INTEGER PRIMARY KEY,
  attribution_key INTEGER NOT NULL,
  article_id INTEGER NOT NULL REFERENCES articles (id),
  kind TEXT NOT NULL,
  says TEXT,
  found TEXT,
  note TEXT,
  made_by TEXT,
  made_at TEXT NOT NULL,
  undone_at TEXT
) STRICT;
CREATE INDEX corrections_attribution ON corrections (attribution_key);
CREATE INDEX corrections_article ON corrections (article_id);

CREATE INDEX speaker_facts_alias ON speaker_facts (speaker_id) WHERE kind = 'alias' AND undone_by IS NULL;

CREATE VIEW corrections_flat AS
SELECT c.id, printf('%016x', c.attribution_key) AS attribution_id, lower(hex(substr(t.sha256, 1, 8))) AS article_id,
  c.kind, c.says, c.found, c.note, c.made_by, c.made_at, c.undone_at
FROM corrections c JOIN articles t ON t.id = c.article_id;
