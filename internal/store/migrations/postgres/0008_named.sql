-- How many articles name each speaker, on which days, and by which roles: the rules
-- that join speakers ask for it after each run, of all speakers.

ALTER TABLE speakers ADD COLUMN articles bigint NOT NULL DEFAULT 0;
ALTER TABLE speakers ADD COLUMN first_day bigint;
ALTER TABLE speakers ADD COLUMN last_day bigint;

CREATE TABLE speaker_roles (
  speaker_id bigint NOT NULL REFERENCES speakers (id),
  role text COLLATE "C" NOT NULL,
  organisation text COLLATE "C" NOT NULL,
  articles bigint NOT NULL,
  first_day bigint,
  last_day bigint,
  PRIMARY KEY (speaker_id, role, organisation)
);

UPDATE speakers SET articles = w.articles, first_day = w.first_day, last_day = w.last_day
FROM (SELECT x.speaker_id, count(DISTINCT x.article_id) AS articles, min(a.day) AS first_day, max(a.day) AS last_day
  FROM article_speakers x JOIN articles a ON a.id = x.article_id WHERE x.speaker_id IS NOT NULL AND x.linked = 0 GROUP BY x.speaker_id) w
WHERE w.speaker_id = speakers.id;

INSERT INTO speaker_roles (speaker_id, role, organisation, articles, first_day, last_day)
SELECT x.speaker_id, coalesce(x.role, ''), coalesce(x.organisation, ''), count(*), min(a.day), max(a.day)
FROM article_speakers x JOIN articles a ON a.id = x.article_id
WHERE x.speaker_id IS NOT NULL AND x.linked = 0 AND (x.role IS NOT NULL OR x.organisation IS NOT NULL)
GROUP BY 1, 2, 3;
