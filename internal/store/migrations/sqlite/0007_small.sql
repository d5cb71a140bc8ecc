-- What takes less room. Sentences in the outlet's own voice stand in one row an
-- article; attributions are found by ID in keys_fts, which the ledger makes anew after
-- this, and all articles have their keys there.

DROP VIEW own_voice_words;
ALTER TABLE own_voice RENAME TO own_voice_before;

CREATE TABLE own_voice (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id),
  sentences TEXT NOT NULL
) STRICT;

INSERT INTO own_voice (article_id, sentences)
SELECT article_id, group_concat(span_start || '+' || span_length, ' ')
FROM (SELECT article_id, span_start, span_length FROM own_voice_before ORDER BY article_id, span_start) GROUP BY article_id;

DROP TABLE own_voice_before;

CREATE VIEW own_voice_flat AS
SELECT v.article_id, CAST(s.value AS INTEGER) AS span_start, CAST(substr(s.value, instr(s.value, '+') + 1) AS INTEGER) AS span_length
FROM own_voice v, json_each('["' || replace(v.sentences, ' ', '","') || '"]') s;

CREATE VIEW own_voice_words AS
SELECT t.id, (SELECT group_concat(words, char(10)) FROM (SELECT substr(t.text, v.span_start + 1, v.span_length) AS words
  FROM own_voice_flat v WHERE v.article_id = t.id ORDER BY v.span_start)) AS content
FROM articles t;

DROP INDEX attributions_key;

DELETE FROM settings WHERE name = 'unfiled articles up to';
