-- The ledger. docs/ledger.md tells what every column holds; a test compares.
-- Offsets count code points of articles.text, half-open, as substr() does.

CREATE TABLE settings (
  name text COLLATE "C" PRIMARY KEY,
  value text COLLATE "C" NOT NULL
);

CREATE TABLE terms (
  id bigint PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  UNIQUE (kind, name)
);

CREATE TABLE outlets (
  id bigint PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE articles (
  id bigint PRIMARY KEY,
  sha256 bytea NOT NULL,
  day bigint,
  language text COLLATE "C" NOT NULL,
  dateline text COLLATE "C",
  engine bigint NOT NULL REFERENCES terms (id),
  added_at text COLLATE "C" NOT NULL,
  text text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX articles_key ON articles (substr(sha256, 1, 8));
CREATE INDEX articles_day ON articles (day);

CREATE TABLE appearances (
  id bigint PRIMARY KEY,
  article_id bigint NOT NULL REFERENCES articles (id),
  outlet_id bigint REFERENCES outlets (id),
  earliest bigint NOT NULL,
  url text COLLATE "C",
  address text COLLATE "C",
  version bigint,
  title text COLLATE "C",
  bylines text COLLATE "C",
  published text COLLATE "C",
  modified text COLLATE "C",
  credit text COLLATE "C",
  file text COLLATE "C",
  line bigint,
  byte_offset bigint,
  bytes_sha256 bytea,
  charset text COLLATE "C",
  flags text COLLATE "C",
  added_at text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX appearances_place ON appearances (coalesce(address, 'outlet ' || outlet_id::text, ''), article_id);
CREATE INDEX appearances_article ON appearances (article_id);
CREATE INDEX appearances_outlet ON appearances (outlet_id);

CREATE TABLE speakers (
  id bigint PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  kind bigint NOT NULL REFERENCES terms (id),
  folded text COLLATE "C" NOT NULL,
  UNIQUE (folded, kind)
);

CREATE TABLE article_speakers (
  article_id bigint NOT NULL REFERENCES articles (id),
  number bigint NOT NULL,
  speaker_id bigint REFERENCES speakers (id),
  kind bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  role text COLLATE "C",
  organisation text COLLATE "C",
  mentions text COLLATE "C",
  PRIMARY KEY (article_id, number)
);
CREATE INDEX article_speakers_speaker ON article_speakers (speaker_id) WHERE speaker_id IS NOT NULL;

-- That the numbers of terms are those of the table terms is not looked at for every
-- row, which would double the time that it takes to write: "hearsay doctor" looks.
CREATE TABLE attributions (
  id bigint PRIMARY KEY,
  key bigint NOT NULL,
  article_id bigint NOT NULL REFERENCES articles (id),
  form bigint,
  act bigint,
  stance bigint,
  naming bigint,
  medium bigint,
  cue bigint,
  negated bigint NOT NULL,
  source_start integer,
  source_length integer,
  cue_start integer,
  cue_length integer,
  content_start integer,
  content_length integer,
  addressee_start integer,
  addressee_length integer,
  pieces bigint NOT NULL,
  speaker bigint,
  addressee bigint,
  via bigint REFERENCES attributions (id) DEFERRABLE INITIALLY DEFERRED,
  relays text COLLATE "C",
  said_at text COLLATE "C",
  score bigint NOT NULL,
  rule bigint,
  FOREIGN KEY (article_id, speaker) REFERENCES article_speakers (article_id, number),
  FOREIGN KEY (article_id, addressee) REFERENCES article_speakers (article_id, number)
);
CREATE INDEX attributions_key ON attributions ((key >> 40));
CREATE INDEX attributions_article ON attributions (article_id);
CREATE INDEX attributions_via ON attributions (via) WHERE via IS NOT NULL;

CREATE TABLE pieces (
  attribution_id bigint NOT NULL REFERENCES attributions (id),
  role text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  span_start integer NOT NULL,
  span_length integer NOT NULL,
  PRIMARY KEY (attribution_id, role, number)
);

CREATE TABLE own_voice (
  article_id bigint NOT NULL REFERENCES articles (id),
  span_start integer NOT NULL,
  span_length integer NOT NULL,
  PRIMARY KEY (article_id, span_start)
);

CREATE TABLE scare_quotes (
  article_id bigint NOT NULL REFERENCES articles (id),
  span_start integer NOT NULL,
  span_length integer NOT NULL,
  PRIMARY KEY (article_id, span_start, span_length)
);

CREATE VIEW attribution_words AS
SELECT a.id,
  CASE WHEN a.pieces = 0 OR NOT EXISTS (SELECT 1 FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'source')
    THEN substr(t.text, a.source_start + 1, a.source_length)
    ELSE (SELECT string_agg(substr(t.text, p.span_start + 1, p.span_length), ' … ' ORDER BY p.number)
      FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'source') END AS source,
  CASE WHEN a.pieces = 0 OR NOT EXISTS (SELECT 1 FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'cue')
    THEN substr(t.text, a.cue_start + 1, a.cue_length)
    ELSE (SELECT string_agg(substr(t.text, p.span_start + 1, p.span_length), ' … ' ORDER BY p.number)
      FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'cue') END AS cue,
  CASE WHEN a.pieces = 0 OR NOT EXISTS (SELECT 1 FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'content')
    THEN substr(t.text, a.content_start + 1, a.content_length)
    ELSE (SELECT string_agg(substr(t.text, p.span_start + 1, p.span_length), ' … ' ORDER BY p.number)
      FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'content') END AS content,
  CASE WHEN a.pieces = 0 OR NOT EXISTS (SELECT 1 FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'addressee')
    THEN substr(t.text, a.addressee_start + 1, a.addressee_length)
    ELSE (SELECT string_agg(substr(t.text, p.span_start + 1, p.span_length), ' … ' ORDER BY p.number)
      FROM pieces p WHERE p.attribution_id = a.id AND p.role = 'addressee') END AS addressee
FROM attributions a JOIN articles t ON t.id = a.article_id;

-- The words of a row of the index as lexemes. The cost tells the planner that to look
-- them up in the index is better than to make them of every row. What is longer than a
-- tsvector can be, array_to_tsvector would make into nonsense without a word.
CREATE FUNCTION lexemes(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 2000
AS $$ BEGIN
  IF octet_length(words) > 2000 AND (words ~ '([^ ]{250}){2}' OR octet_length(words) > 1000000
    AND (SELECT sum(octet_length(w)) FROM (SELECT DISTINCT unnest(string_to_array(btrim(words), ' ')) AS w) d) > 1000000)
  THEN
    RAISE program_limit_exceeded USING MESSAGE = 'there are too many different words, or too long ones';
  END IF;
  RETURN array_to_tsvector(string_to_array(btrim(words), ' '));
END $$;

CREATE TABLE attributions_fts (
  id bigint PRIMARY KEY,
  words text COLLATE "C" NOT NULL
);
-- A search looks through the words that are not in their place yet: they are to be few.
CREATE INDEX attributions_fts_words ON attributions_fts USING gin (lexemes(words)) WITH (gin_pending_list_limit = 256);

CREATE VIEW own_voice_words AS
SELECT t.id, (SELECT string_agg(substr(t.text, v.span_start + 1, v.span_length), chr(10) ORDER BY v.span_start)
  FROM own_voice v WHERE v.article_id = t.id) AS content
FROM articles t;

CREATE TABLE own_voice_fts (
  id bigint PRIMARY KEY,
  words text COLLATE "C" NOT NULL
);
CREATE INDEX own_voice_fts_words ON own_voice_fts USING gin (lexemes(words)) WITH (gin_pending_list_limit = 256);

CREATE VIEW articles_flat AS
SELECT t.id, encode(substr(t.sha256, 1, 8), 'hex') AS article_id, p.title, o.name AS outlet, p.published, coalesce(p.url, p.address) AS url, p.bylines, t.dateline,
  p.credit, p.version, p.file, t.language, e.name AS engine,
  (SELECT count(*) FROM appearances q WHERE q.article_id = t.id) AS appearances,
  (SELECT count(*) FROM attributions a WHERE a.article_id = t.id) AS attributions,
  t.added_at, encode(t.sha256, 'hex') AS sha256, t.text
FROM articles t
JOIN appearances p ON p.article_id = t.id AND p.earliest = 1
LEFT JOIN outlets o ON o.id = p.outlet_id
JOIN terms e ON e.id = t.engine;

CREATE VIEW attributions_flat AS
SELECT a.id, lpad(to_hex(a.key), 16, '0') AS attribution_id, encode(substr(t.sha256, 1, 8), 'hex') AS article_id,
  o.name AS outlet, p.published, p.title, coalesce(p.url, p.address) AS url,
  form.name AS form, act.name AS act,
  w.source, naming.name AS source_naming, s.name AS source_speaker, s.speaker_id AS source_speaker_id,
  kind.name AS source_kind, s.role AS source_role, s.organisation AS source_organisation,
  w.cue, cue.name AS cue_lemma, stance.name AS stance, a.negated,
  w.content,
  w.addressee, d.name AS addressee_speaker, d.speaker_id AS addressee_speaker_id,
  medium.name AS medium, a.said_at, CASE WHEN v.key IS NOT NULL THEN lpad(to_hex(v.key), 16, '0') END AS via,
  CASE
    WHEN o.name IS NULL OR lower(coalesce(a.relays, s.name, '') || chr(10)) LIKE lower(o.name) || chr(10) || '%' ESCAPE ''
      OR lower(coalesce(a.relays, s.name, '') || chr(10)) LIKE 'the ' || lower(o.name) || chr(10) || '%' ESCAPE ''
    THEN replace(coalesce(a.relays, s.name), chr(10), ' > ')
    ELSE o.name || coalesce(' > ' || replace(coalesce(a.relays, s.name), chr(10), ' > '), '')
  END AS chain,
  a.score / 10000.0::double precision AS score, rule.name AS rule,
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

-- Which names mean one speaker. What rules and people say is a list of facts that
-- only grows; a change is what was said at once, and can be taken back by another.

CREATE TABLE speaker_changes (
  id bigint PRIMARY KEY,
  made_at text COLLATE "C" NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  undoes bigint REFERENCES speaker_changes (id)
);

CREATE TABLE speaker_facts (
  id bigint PRIMARY KEY,
  change_id bigint NOT NULL REFERENCES speaker_changes (id),
  said_again_by bigint REFERENCES speaker_changes (id),
  undone_by bigint REFERENCES speaker_changes (id),
  kind text COLLATE "C" NOT NULL,
  speaker_id bigint NOT NULL REFERENCES speakers (id),
  other_id bigint REFERENCES speakers (id),
  article_id bigint,
  number bigint,
  name text COLLATE "C",
  value text COLLATE "C",
  rule text COLLATE "C" NOT NULL,
  reason text COLLATE "C",
  FOREIGN KEY (article_id, number) REFERENCES article_speakers (article_id, number)
);
CREATE INDEX speaker_facts_change ON speaker_facts (change_id);
CREATE INDEX speaker_facts_again ON speaker_facts (said_again_by) WHERE said_again_by IS NOT NULL;
CREATE INDEX speaker_facts_undone ON speaker_facts (undone_by) WHERE undone_by IS NOT NULL;
CREATE INDEX speaker_facts_speaker ON speaker_facts (speaker_id);
CREATE INDEX speaker_facts_article ON speaker_facts (article_id, number) WHERE article_id IS NOT NULL;
CREATE INDEX speaker_facts_other ON speaker_facts (other_id) WHERE other_id IS NOT NULL;

ALTER TABLE speakers ADD COLUMN same_as bigint REFERENCES speakers (id);
CREATE INDEX speakers_same ON speakers (same_as) WHERE same_as IS NOT NULL;

ALTER TABLE article_speakers ADD COLUMN linked bigint NOT NULL DEFAULT 0;

CREATE VIEW speakers_flat AS
SELECT s.id AS name_id, s.name, kind.name AS kind, coalesce(s.same_as, s.id) AS speaker_id, top.name AS speaker,
  (SELECT count(DISTINCT x.article_id) FROM article_speakers x WHERE x.speaker_id = s.id) AS articles,
  f.rule, f.reason
FROM speakers s
JOIN terms kind ON kind.id = s.kind
JOIN speakers top ON top.id = coalesce(s.same_as, s.id)
LEFT JOIN speaker_facts f ON f.kind = 'same' AND f.speaker_id = s.id AND f.undone_by IS NULL;

-- What people say of what was found.

CREATE TABLE corrections (
  id bigint PRIMARY KEY,
  attribution_key bigint NOT NULL,
  article_id bigint NOT NULL REFERENCES articles (id),
  kind text COLLATE "C" NOT NULL,
  says text COLLATE "C",
  found text COLLATE "C",
  note text COLLATE "C",
  made_by text COLLATE "C",
  made_at text COLLATE "C" NOT NULL,
  undone_at text COLLATE "C"
);
CREATE INDEX corrections_attribution ON corrections (attribution_key);
CREATE INDEX corrections_article ON corrections (article_id);

CREATE INDEX speaker_facts_alias ON speaker_facts (speaker_id) WHERE kind = 'alias' AND undone_by IS NULL;

CREATE VIEW corrections_flat AS
SELECT c.id, lpad(to_hex(c.attribution_key), 16, '0') AS attribution_id, encode(substr(t.sha256, 1, 8), 'hex') AS article_id,
  c.kind, c.says, c.found, c.note, c.made_by, c.made_at, c.undone_at
FROM corrections c JOIN articles t ON t.id = c.article_id;

-- What each attribution's statements are filed under, so that those like a quote
-- are found: docs/compare.md. An index without a table: the keys are made of the
-- texts. Articles that were there before have none yet; the ledger files them
-- when it is next written to, the last first.

CREATE TABLE keys_fts (
  id bigint PRIMARY KEY,
  words text COLLATE "C" NOT NULL
);
CREATE INDEX keys_fts_words ON keys_fts USING gin (lexemes(words)) WITH (gin_pending_list_limit = 256);

-- Searches that people keep, and what was sent about their new hits.

CREATE TABLE saved_searches (
  id bigint PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  asked text COLLATE "C" NOT NULL,
  feed_key text COLLATE "C" NOT NULL,
  webhook text COLLATE "C",
  secret text COLLATE "C",
  seen bigint NOT NULL,
  saved_at text COLLATE "C" NOT NULL,
  deleted_at text COLLATE "C"
);

CREATE TABLE alerts (
  id bigint PRIMARY KEY,
  saved_id bigint NOT NULL REFERENCES saved_searches (id),
  idempotency_key text COLLATE "C" NOT NULL UNIQUE,
  made_at text COLLATE "C" NOT NULL,
  tries bigint NOT NULL DEFAULT 0,
  next_at text COLLATE "C",
  sent_at text COLLATE "C",
  given_up_at text COLLATE "C",
  problem text COLLATE "C"
);
CREATE INDEX alerts_saved ON alerts (saved_id);
CREATE INDEX alerts_due ON alerts (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE alert_hits (
  saved_id bigint NOT NULL REFERENCES saved_searches (id),
  attribution_key bigint NOT NULL,
  alert_id bigint NOT NULL REFERENCES alerts (id),
  PRIMARY KEY (saved_id, attribution_key)
);
CREATE INDEX alert_hits_alert ON alert_hits (alert_id);

-- Feeds that are watched.

CREATE TABLE feeds (
  id bigint PRIMARY KEY,
  url text COLLATE "C" NOT NULL UNIQUE,
  title text COLLATE "C",
  added_at text COLLATE "C" NOT NULL,
  polled_at text COLLATE "C",
  next_at text COLLATE "C" NOT NULL,
  claimed_until text COLLATE "C",
  failures bigint NOT NULL,
  problem text COLLATE "C",
  disabled text COLLATE "C",
  articles bigint NOT NULL,
  state text COLLATE "C"
);
CREATE INDEX feeds_next ON feeds (next_at);
