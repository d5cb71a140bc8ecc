-- The ledger. docs/ledger.md tells what every column holds; a test compares.
-- Offsets count code points of articles.text, half-open, as substr() does.

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE terms (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (kind, name)
) STRICT;

CREATE TABLE outlets (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL,
  day INTEGER,
  language TEXT NOT NULL,
  dateline TEXT,
  engine INTEGER NOT NULL REFERENCES terms (id),
  added_at TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX articles_key ON articles (substr(sha256, 1, 8));
CREATE INDEX articles_day ON articles (day);

CREATE TABLE appearances (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles (id),
  outlet_id INTEGER REFERENCES outlets (id),
  earliest INTEGER NOT NULL,
  url TEXT,
  address TEXT,
  version INTEGER,
  title TEXT,
  bylines TEXT,
  published TEXT,
  modified TEXT,
  credit TEXT,
  file TEXT,
  line INTEGER,
  byte_offset INTEGER,
  bytes_sha256 BLOB,
  charset TEXT,
  flags TEXT,
  added_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX appearances_place ON appearances (coalesce(address, 'outlet ' || outlet_id, ''), article_id);
CREATE INDEX appearances_article ON appearances (article_id);
CREATE INDEX appearances_outlet ON appearances (outlet_id);

CREATE TABLE speakers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind INTEGER NOT NULL REFERENCES terms (id),
  folded TEXT NOT NULL,
  UNIQUE (folded, kind)
) STRICT;

CREATE TABLE article_speakers (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  number INTEGER NOT NULL,
  speaker_id INTEGER REFERENCES speakers (id),
  kind INTEGER NOT NULL REFERENCES terms (id),
  name TEXT NOT NULL,
  role TEXT,
  organisation TEXT,
  mentions TEXT,
  PRIMARY KEY (article_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_speakers_speaker ON article_speakers (speaker_id) WHERE speaker_id IS NOT NULL;

CREATE TABLE attributions (
  id INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  article_id INTEGER NOT NULL REFERENCES articles (id),
  form INTEGER REFERENCES terms (id),
  act INTEGER REFERENCES terms (id),
  stance INTEGER REFERENCES terms (id),
  naming INTEGER REFERENCES terms (id),
  medium INTEGER REFERENCES terms (id),
  cue INTEGER REFERENCES terms (id),
  negated INTEGER NOT NULL,
  source_start INTEGER,
  source_length INTEGER,
  cue_start INTEGER,
  cue_length INTEGER,
  content_start INTEGER,
  content_length INTEGER,
  addressee_start INTEGER,
  addressee_length INTEGER,
  pieces INTEGER NOT NULL,
  speaker INTEGER,
  addressee INTEGER,
  via INTEGER REFERENCES attributions (id) DEFERRABLE INITIALLY DEFERRED,
  relays TEXT,
  said_at TEXT,
  score INTEGER NOT NULL,
  rule INTEGER REFERENCES terms (id),
  FOREIGN KEY (article_id, speaker) REFERENCES article_speakers (article_id, number),
  FOREIGN KEY (article_id, addressee) REFERENCES article_speakers (article_id, number)
) STRICT;
CREATE INDEX attributions_key ON attributions (key >> 40);
CREATE INDEX attributions_article ON attributions (article_id);
CREATE INDEX attributions_via ON attributions (via) WHERE via IS NOT NULL;

CREATE TABLE pieces (
  attribution_id INTEGER NOT NULL REFERENCES attributions (id),
  role TEXT NOT NULL,
  number INTEGER NOT NULL,
  span_start INTEGER NOT NULL,
  span_length INTEGER NOT NULL,
  PRIMARY KEY (attribution_id, role, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE own_voice (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  span_start INTEGER NOT NULL,
  span_length INTEGER NOT NULL,
  PRIMARY KEY (article_id, span_start)
) STRICT, WITHOUT ROWID;

CREATE TABLE scare_quotes (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  span_start INTEGER NOT NULL,
  span_length INTEGER NOT NULL,
  PRIMARY KEY (article_id, span_start, span_length)
) STRICT, WITHOUT ROWID;

CREATE VIEW attribution_words AS
SELECT a.id,
  CASE WHEN a.pieces = 0 OR NOT EXISTS (SELECT 1 FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'source')
    THEN substr(t.text, a.source_start + 1, a.source_length)
    ELSE (SELECT group_concat(words, ' … ') FROM (SELECT substr(t.text, p.span_start + 1, p.span_length) AS words
      FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'source' ORDER BY p.number)) END AS source,
  CASE WHEN a.pieces = 0 OR NOT EXISTS (SELECT 1 FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'cue')
    THEN substr(t.text, a.cue_start + 1, a.cue_length)
    ELSE (SELECT group_concat(words, ' … ') FROM (SELECT substr(t.text, p.span_start + 1, p.span_length) AS words
      FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'cue' ORDER BY p.number)) END AS cue,
  CASE WHEN a.pieces = 0 OR NOT EXISTS (SELECT 1 FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'content')
    THEN substr(t.text, a.content_start + 1, a.content_length)
    ELSE (SELECT group_concat(words, ' … ') FROM (SELECT substr(t.text, p.span_start + 1, p.span_length) AS words
      FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'content' ORDER BY p.number)) END AS content,
  CASE WHEN a.pieces = 0 OR NOT EXISTS (SELECT 1 FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'addressee')
    THEN substr(t.text, a.addressee_start + 1, a.addressee_length)
    ELSE (SELECT group_concat(words, ' … ') FROM (SELECT substr(t.text, p.span_start + 1, p.span_length) AS words
      FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'addressee' ORDER BY p.number)) END AS addressee
FROM attributions a JOIN articles t ON t.id = a.article_id;

CREATE VIRTUAL TABLE attributions_fts USING fts5 (
  content, content = 'attribution_words', content_rowid = 'id', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE VIEW own_voice_words AS
SELECT t.id, (SELECT group_concat(words, char(10)) FROM (SELECT substr(t.text, v.span_start + 1, v.span_length) AS words
  FROM own_voice v WHERE v.article_id = t.id ORDER BY v.span_start)) AS content
FROM articles t;

CREATE VIRTUAL TABLE own_voice_fts USING fts5 (
  content, content = 'own_voice_words', content_rowid = 'id', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE VIEW articles_flat AS
SELECT t.id, lower(hex(substr(t.sha256, 1, 8))) AS article_id, p.title, o.name AS outlet, p.published, coalesce(p.url, p.address) AS url, p.bylines, t.dateline,
  p.credit, p.version, p.file, t.language, e.name AS engine,
  (SELECT count(*) FROM appearances q WHERE q.article_id = t.id) AS appearances,
  (SELECT count(*) FROM attributions a WHERE a.article_id = t.id) AS attributions,
  t.added_at, lower(hex(t.sha256)) AS sha256, t.text
FROM articles t
JOIN appearances p ON p.article_id = t.id AND p.earliest = 1
LEFT JOIN outlets o ON o.id = p.outlet_id
JOIN terms e ON e.id = t.engine;

CREATE VIEW attributions_flat AS
SELECT a.id, printf('%016x', a.key) AS attribution_id, lower(hex(substr(t.sha256, 1, 8))) AS article_id,
  o.name AS outlet, p.published, p.title, coalesce(p.url, p.address) AS url,
  form.name AS form, act.name AS act,
  w.source, naming.name AS source_naming, s.name AS source_speaker, s.speaker_id AS source_speaker_id,
  kind.name AS source_kind, s.role AS source_role, s.organisation AS source_organisation,
  w.cue, cue.name AS cue_lemma, stance.name AS stance, a.negated,
  w.content,
  w.addressee, d.name AS addressee_speaker, d.speaker_id AS addressee_speaker_id,
  medium.name AS medium, a.said_at, CASE WHEN v.key IS NOT NULL THEN printf('%016x', v.key) END AS via,
  CASE
    WHEN o.name IS NULL OR lower(coalesce(a.relays, s.name, '') || char(10)) LIKE lower(o.name) || char(10) || '%'
      OR lower(coalesce(a.relays, s.name, '') || char(10)) LIKE 'the ' || lower(o.name) || char(10) || '%'
    THEN replace(coalesce(a.relays, s.name), char(10), ' > ')
    ELSE o.name || coalesce(' > ' || replace(coalesce(a.relays, s.name), char(10), ' > '), '')
  END AS chain,
  a.score / 10000.0 AS score, rule.name AS rule,
  a.source_start, a.source_start + a.source_length AS source_end, a.cue_start, a.cue_start + a.cue_length AS cue_end,
  a.content_start, a.content_start + a.content_length AS content_end, a.addressee_start, a.addressee_start + a.addressee_length AS addressee_end
FROM attributions a
JOIN attribution_words w ON w.id = a.id
JOIN articles t ON t.id = a.article_id
JOIN appearances p ON p.article_id = t.id AND p.earliest = 1
LEFT JOIN outlets o ON o.id = p.outlet_id
LEFT JOIN article_speakers s ON s.article_id = a.article_id AND s.number = a.speaker
LEFT JOIN terms kind ON kind.id = s.kind
LEFT JOIN article_speakers d ON d.article_id = a.article_id AND d.number = a.addressee
LEFT JOIN attributions v ON v.id = a.via
LEFT JOIN terms form ON form.id = a.form
LEFT JOIN terms act ON act.id = a.act
LEFT JOIN terms stance ON stance.id = a.stance
LEFT JOIN terms naming ON naming.id = a.naming
LEFT JOIN terms medium ON medium.id = a.medium
LEFT JOIN terms cue ON cue.id = a.cue
LEFT JOIN terms rule ON rule.id = a.rule;
