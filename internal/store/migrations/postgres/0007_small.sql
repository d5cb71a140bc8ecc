-- As in a file: sentences in the outlet's own voice stand in one row an article, and
-- attributions are found by ID in keys_fts, which the ledger makes anew after this.

DROP VIEW own_voice_words;
ALTER TABLE own_voice RENAME TO own_voice_before;

CREATE TABLE own_voice (
  article_id bigint CONSTRAINT own_voice_article PRIMARY KEY REFERENCES articles (id),
  sentences text COLLATE "C" NOT NULL
);

INSERT INTO own_voice (article_id, sentences)
SELECT article_id, string_agg(span_start || '+' || span_length, ' ' ORDER BY span_start) FROM own_voice_before GROUP BY article_id;

DROP TABLE own_voice_before;

CREATE VIEW own_voice_flat AS
SELECT v.article_id, split_part(s.value, '+', 1)::integer AS span_start, split_part(s.value, '+', 2)::integer AS span_length
FROM own_voice v, LATERAL unnest(string_to_array(v.sentences, ' ')) s (value);

CREATE VIEW own_voice_words AS
SELECT t.id, (SELECT string_agg(substr(t.text, v.span_start + 1, v.span_length), chr(10) ORDER BY v.span_start)
  FROM own_voice_flat v WHERE v.article_id = t.id) AS content
FROM articles t;

DROP INDEX attributions_key;

DELETE FROM settings WHERE name = 'unfiled articles up to';
