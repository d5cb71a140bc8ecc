package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

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
	if err := p.count("attributions"); err != nil { // while those that will come back are there
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
	kept, err := p.insertReading(article, r, numbers)
	if err != nil {
		return err
	}
	return p.enter(kept)
}
