-- Which names mean one speaker. What rules and people say is a list of facts that
-- only grows; a change is what was said at once, and can be taken back by another.

CREATE TABLE speaker_changes (
  id INTEGER PRIMARY KEY,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  about TEXT NOT NULL,
  undoes INTEGER REFERENCES speaker_changes (id)
) STRICT;

CREATE TABLE speaker_facts (
  id INTEGER PRIMARY KEY,
  change_id INTEGER NOT NULL REFERENCES speaker_changes (id),
  said_again_by INTEGER REFERENCES speaker_changes (id),
  undone_by INTEGER REFERENCES speaker_changes (id),
  kind TEXT NOT NULL,
  speaker_id INTEGER NOT NULL REFERENCES speakers (id),
  other_id INTEGER REFERENCES speakers (id),
  article_id INTEGER,
  number INTEGER,
  name TEXT,
  value TEXT,
  rule TEXT NOT NULL,
  reason TEXT,
  FOREIGN KEY (article_id, number) REFERENCES article_speakers (article_id, number)
) STRICT;
CREATE INDEX speaker_facts_change ON speaker_facts (change_id);
CREATE INDEX speaker_facts_again ON speaker_facts (said_again_by) WHERE said_again_by IS NOT NULL;
CREATE INDEX speaker_facts_undone ON speaker_facts (undone_by) WHERE undone_by IS NOT NULL;
CREATE INDEX speaker_facts_speaker ON speaker_facts (speaker_id);
CREATE INDEX speaker_facts_article ON speaker_facts (article_id, number) WHERE article_id IS NOT NULL;
CREATE INDEX speaker_facts_other ON speaker_facts (other_id) WHERE other_id IS NOT NULL;

ALTER TABLE speakers ADD COLUMN same_as INTEGER REFERENCES speakers (id);
CREATE INDEX speakers_same ON speakers (same_as) WHERE same_as IS NOT NULL;

ALTER TABLE article_speakers ADD COLUMN linked INTEGER NOT NULL DEFAULT 0;

CREATE VIEW speakers_flat AS
SELECT s.id AS name_id, s.name, kind.name AS kind, coalesce(s.same_as, s.id) AS speaker_id, top.name AS speaker,
  (SELECT count(DISTINCT x.article_id) FROM article_speakers x WHERE x.speaker_id = s.id) AS articles,
  f.rule, f.reason
FROM speakers s
JOIN terms kind ON kind.id = s.kind
JOIN speakers top ON top.id = coalesce(s.same_as, s.id)
LEFT JOIN speaker_facts f ON f.kind = 'same' AND f.speaker_id = s.id AND f.undone_by IS NULL;
