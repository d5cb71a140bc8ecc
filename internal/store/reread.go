package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"hearsay"
)

// Outdated returns the IDs of the articles that another engine than this one has
// read, in the order in which they were added; those of all articles if engine is empty.
func (l *Ledger) Outdated(ctx context.Context, engine string) ([]string, error) {
	var ids []string
	err := l.read(ctx, func(s *snapshot) error {
		return s.fetch("SELECT t.sha256 FROM articles t JOIN terms e ON e.id = t.engine WHERE e.name <> ? ORDER BY t.id", []any{engine}, func(rows *sql.Rows) error {
			var sum []byte
			err := rows.Scan(&sum)
			ids = append(ids, fmt.Sprintf("%x", sum[:min(8, len(sum))]))
			return err
		})
	})
	return ids, l.problem("list articles", err)
}

// Rereading says what became of the attributions of an article that was read again.
type Rereading struct {
	Kept, Gained, Lost int // by ID
}

// Reread puts new readings of articles in the place of those that the ledger has, all of
// them or, if it fails, none. Attributions that are found under the same ID keep
// their number, and corrections stay in force.
func (l *Ledger) Reread(ctx context.Context, readings []*hearsay.Reading) ([]Rereading, error) {
	results := make([]Rereading, len(readings))
	err := l.write(ctx, func(p *pen) error {
		for i, r := range readings {
			var err error
			if results[i], err = p.reread(r); err != nil {
				return fmt.Errorf("article %s: %w", r.Article.ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, l.problem("read articles again", err)
	}
	return results, nil
}

func (p *pen) reread(r *hearsay.Reading) (Rereading, error) {
	sum := sumOf(r.Article.SHA256)
	if sum == nil || r.Engine == "" {
		return Rereading{}, errors.New("the reading has no hash of the text, or no engine")
	}
	var article int64
	if found, err := p.row(findArticle, []any{sum[:8], sum}, &article); err != nil || !found {
		return Rereading{}, errors.Join(err, ErrNotFound)
	}
	a, err := p.open(article)
	if err != nil {
		return Rereading{}, err
	}
	before := map[string]bool{}
	for i := range a.base.Attributions {
		before[a.base.Attributions[i].ID] = true
	}
	fresh := *r
	fresh.Article = a.base.Article
	a.adopt(&fresh)
	var result Rereading
	for i := range a.base.Attributions {
		if before[a.base.Attributions[i].ID] {
			result.Kept++
		}
	}
	result.Gained, result.Lost = len(a.base.Attributions)-result.Kept, len(before)-result.Kept
	for _, c := range a.inForce() {
		if err := p.exec("UPDATE corrections SET found = ? WHERE id = ?", textOrNull(c.found.text()), c.ID); err != nil {
			return Rereading{}, err
		}
	}
	return result, p.rewrite(article, a.corrected())
}

// rewrite puts a reading in the place of the one that an article has. Attributions
// with the same ID keep their number.
func (p *pen) rewrite(article int64, r *hearsay.Reading) error {
	old, err := p.leave(article)
	if err != nil {
		return err
	}
	if err := p.unfile(old); err != nil {
		return err
	}
	if err := p.count("attributions"); err != nil { // while those that will come back are there
		return err
	}
	sightings, err := p.takeSightings(article)
	if err != nil {
		return err
	}
	day, err := p.dayOf(article)
	if err != nil {
		return err
	}
	if err := p.mentions(article, day, -1); err != nil {
		return err
	}
	numbers := map[string]int64{}
	for i, id := range old.attributions {
		numbers[old.reading.Attributions[i].ID] = id
	}
	for _, statement := range []string{
		"DELETE FROM pieces WHERE attribution_id IN (SELECT id FROM attributions WHERE article_id = ?)",
		"UPDATE attributions SET via = NULL WHERE article_id = ?",
		"DELETE FROM attributions WHERE article_id = ?",
		"DELETE FROM article_speakers WHERE article_id = ?",
		"DELETE FROM own_voice WHERE article_id = ?",
		"DELETE FROM scare_quotes WHERE article_id = ?",
	} {
		if err := p.exec(statement, article); err != nil {
			return err
		}
	}
	engine, err := p.term("engine", r.Engine)
	if err != nil {
		return err
	}
	if err := p.exec("UPDATE articles SET engine = ? WHERE id = ?", engine, article); err != nil {
		return err
	}
	if _, err := p.insertReading(article, r, numbers); err != nil {
		return err
	}
	if err := p.mentions(article, day, 1); err != nil {
		return err
	}
	if err := p.putSightings(article, sightings, old.reading.Speakers, r.Speakers); err != nil {
		return err
	}
	kept, err := p.load(article)
	if err != nil {
		return err
	}
	if err := p.enter(kept); err != nil {
		return err
	}
	return p.file(kept)
}

// sighting is a fact about one who is spoken of in an article.
type sighting struct {
	fact, number int64
	holds        bool
}

// takeSightings lets go of what facts say of the speakers of an article, so that these
// can be written anew.
func (p *pen) takeSightings(article int64) ([]sighting, error) {
	var all []sighting
	err := p.each("SELECT id, number, undone_by IS NULL FROM speaker_facts WHERE article_id = ? ORDER BY id", []any{article}, func(rows *sql.Rows) error {
		all = append(all, sighting{})
		s := &all[len(all)-1]
		return rows.Scan(&s.fact, &s.number, &s.holds)
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, p.exec("UPDATE speaker_facts SET article_id = NULL, number = NULL WHERE article_id = ?", article)
}

// putSightings hands facts about speakers of an article over to those of the same name
// in its new reading. What was said of one who is there no more holds no more.
func (p *pen) putSightings(article int64, sightings []sighting, before, after []hearsay.Speaker) error {
	var change int64
	for _, s := range sightings {
		number := int64(0)
		if k := int(s.number) - 1; k >= 0 && k < len(before) {
			number = int64(slices.IndexFunc(after, func(x hearsay.Speaker) bool { return x.Name == before[k].Name && x.Kind == before[k].Kind }) + 1)
		}
		if number > 0 {
			if err := p.exec("UPDATE speaker_facts SET article_id = ?, number = ? WHERE id = ?", article, number, s.fact); err != nil {
				return err
			}
			continue
		}
		if !s.holds {
			continue
		}
		if change == 0 {
			var err error
			if change, err = p.number("speaker_changes"); err != nil {
				return err
			}
			err = p.exec("INSERT INTO speaker_changes (id, made_at, made_by, about) VALUES (?, ?, ?, ?)", change, instant(p.ledger.now()),
				byRules, fmt.Sprintf("article %d was read again: who was meant is not spoken of any more", article))
			if err != nil {
				return err
			}
		}
		if err := p.exec("UPDATE speaker_facts SET undone_by = ? WHERE id = ?", change, s.fact); err != nil {
			return err
		}
	}
	if len(sightings) == 0 {
		return nil
	}
	const means = "FROM speaker_facts f WHERE f.kind = 'means' AND f.article_id = article_speakers.article_id AND f.number = article_speakers.number AND f.undone_by IS NULL"
	return p.exec("UPDATE article_speakers SET speaker_id = (SELECT f.speaker_id "+means+"), linked = 1 WHERE article_id = ? AND EXISTS (SELECT 1 "+means+")", article)
}
