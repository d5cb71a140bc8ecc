-- What each attribution's statements are filed under, so that those like a quote
-- are found: docs/compare.md. An index without a table: the keys are made of the
-- texts. Articles that were there before have none yet; the ledger files them
-- when it is next written to, the last first.

CREATE VIRTUAL TABLE keys_fts USING fts5 (content, content = '', columnsize = 0, detail = none, tokenize = 'ascii');

INSERT INTO settings (name, value) SELECT 'unfiled articles up to', max(id) FROM articles HAVING max(id) IS NOT NULL;
