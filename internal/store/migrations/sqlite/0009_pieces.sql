-- What a transaction adds to an index is kept in memory up to so many bytes and written
-- as one piece: more of it makes fewer pieces, which have to be merged less often.

INSERT INTO attributions_fts (attributions_fts, rank) VALUES ('hashsize', 16777216);
INSERT INTO keys_fts (keys_fts, rank) VALUES ('hashsize', 16777216);
