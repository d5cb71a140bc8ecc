package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"hearsay"
)

// Corrections are what people say of what the engine found. Each is kept in a
// table of its own, with what the engine finds at that place (found) and what is
// said instead (says); nothing of either is ever lost. The other tables hold the
// ledger as it is with the corrections in force: what is wrong is not among the
// attributions, what was mended is there as it should be, under the ID that it
// had. Of several corrections of one attribution the last one that was not undone is in force.
// To say that an attribution is right is a correction as well: it keeps it as it is.
//
// When an article is read again, a correction belongs to what the new engine
// finds under the same ID, else to what it finds with a cue at the same place. What
// is mended stays even if the engine finds nothing there any more.

// The kinds of corrections.
const (
	Wrong  = "wrong"  // it is no attribution
	Mended = "mended" // it is one, but other than was found
	Right  = "right"  // it is one, as it stood
)

// ErrNoChange says that a correction changes nothing.
var ErrNoChange = errors.New("the correction changes nothing")

// Correction is something that somebody said of an attribution.
type Correction struct {
	ID          int64
	Attribution string // its ID
	Article     string // its ID
	Kind        string // Wrong, Mended or Right
	Note        string
	By          string
	At          string // ISO 8601
	UndoneAt    string // ISO 8601; empty if it was not undone

	article     int64
	key         int64
	says, found *finding
}

// InForce reports whether the correction was not undone.
func (c *Correction) InForce() bool { return c.UndoneAt == "" }

// Correct notes that an attribution is wrong, if mend is nil; else what mend makes
// of a copy of it. mend may change anything but the ID, and add speakers to the reading. The
// error is ErrNotFound if there is no such attribution.
func (l *Ledger) Correct(ctx context.Context, id, by, note string, mend func(*hearsay.Reading, *hearsay.Attribution) error) (*Correction, error) {
	kind := Mended
	if mend == nil {
		kind = Wrong
	}
	return l.correct(ctx, Correction{Attribution: id, Kind: kind, By: by, Note: note}, mend)
}

// Confirm notes that an attribution is right as it stands; one that was called wrong, as
// it was found. The error is ErrNotFound if there is no such attribution.
func (l *Ledger) Confirm(ctx context.Context, id, by, note string) (*Correction, error) {
	return l.correct(ctx, Correction{Attribution: id, Kind: Right, By: by, Note: note}, nil)
}

func (l *Ledger) correct(ctx context.Context, c Correction, mend func(*hearsay.Reading, *hearsay.Attribution) error) (*Correction, error) {
	if err := l.write(ctx, func(p *pen) error { return p.correct(&c, mend) }); err != nil {
		return nil, l.problem("correct the ledger", err)
	}
	return &c, nil
}

func (p *pen) correct(c *Correction, mend func(*hearsay.Reading, *hearsay.Attribution) error) (err error) {
	if c.article, c.key, err = p.articleOf(c.Attribution); err != nil {
		return err
	}
	a, err := p.open(c.article)
	if err != nil {
		return err
	}
	c.Article, c.At = a.base.Article.ID, instant(p.ledger.now())
	found := slices.IndexFunc(a.base.Attributions, func(a hearsay.Attribution) bool { return a.ID == c.Attribution })
	if c.found = nil; found >= 0 {
		c.found = newFinding(a.base, &a.base.Attributions[found], a.at)
	}
	switch c.Kind {
	case Mended:
		c.says, err = a.mended(c.Attribution, mend)
	case Right:
		c.says, err = a.confirmed(c.Attribution)
	}
	if err != nil {
		return err
	}
	if c.ID, err = p.number("corrections"); err != nil {
		return err
	}
	err = p.exec(`INSERT INTO corrections (id, attribution_key, article_id, kind, says, found, note, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.key, c.article, c.Kind, textOrNull(c.says.text()), textOrNull(c.found.text()), textOrNull(c.Note), textOrNull(c.By), c.At)
	if err != nil {
		return err
	}
	a.corrections = append(a.corrections, *c)
	return p.rewrite(c.article, a.corrected())
}

// Undo takes back a correction. The error is ErrNotFound if there is none with the
// number, or it has been undone.
func (l *Ledger) Undo(ctx context.Context, id int64) (*Correction, error) {
	var undone Correction
	err := l.write(ctx, func(p *pen) error {
		var article int64
		found, err := p.row("SELECT article_id FROM corrections WHERE id = ? AND undone_at IS NULL", []any{id}, &article)
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("correction %d: %w, or undone already", id, ErrNotFound)
		}
		a, err := p.open(article)
		if err != nil {
			return err
		}
		k := slices.IndexFunc(a.corrections, func(c Correction) bool { return c.ID == id })
		a.corrections[k].UndoneAt = instant(p.ledger.now())
		undone = a.corrections[k]
		if err := p.exec("UPDATE corrections SET undone_at = ? WHERE id = ?", undone.UndoneAt, id); err != nil {
			return err
		}
		return p.rewrite(article, a.corrected())
	})
	if err != nil {
		return nil, l.problem("undo a correction", err)
	}
	return &undone, nil
}

// Corrections returns the corrections of one attribution, or all of them, in the
// order in which they were made.
func (l *Ledger) Corrections(ctx context.Context, attribution string) ([]Correction, error) {
	var all []Correction
	err := l.read(ctx, func(s *snapshot) error {
		where, args := "1 = 1 ORDER BY c.id", []any(nil)
		if attribution != "" {
			key, err := keyOf(attribution)
			if err != nil {
				return err
			}
			where, args = "c.attribution_key = ? ORDER BY c.id", []any{key}
		}
		var err error
		all, err = corrections(s.fetch, where, args)
		return err
	})
	return all, l.problem("list corrections", err)
}

// errStopped says that whoever takes readings wants no more of them.
var errStopped = errors.New("stopped")

// Corrected returns the readings of the articles that have corrections in force, as
// corrected, in the order in which they were added. An error comes last.
func (l *Ledger) Corrected(ctx context.Context) iter.Seq2[*hearsay.Reading, error] {
	return func(yield func(*hearsay.Reading, error) bool) {
		err := l.read(ctx, func(s *snapshot) error {
			var articles []int64
			err := s.fetch("SELECT DISTINCT article_id FROM corrections WHERE undone_at IS NULL ORDER BY article_id", nil, func(rows *sql.Rows) error {
				articles = append(articles, 0)
				return rows.Scan(&articles[len(articles)-1])
			})
			for _, article := range articles {
				if err != nil {
					return err
				}
				loader := loader{fetch: s.fetch, terms: s.names, whole: true}
				if err = loader.load(nil, []int64{article}); err == nil && !yield(loader.kept[0].reading, nil) {
					return errStopped
				}
			}
			return err
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, l.problem("read corrected articles", err))
		}
	}
}

func corrections(fetch fetch, where string, args []any) ([]Correction, error) {
	var all []Correction
	err := fetch(`SELECT c.id, c.attribution_key, c.article_id, t.sha256, c.kind, c.says, c.found, c.note, c.made_by, c.made_at, c.undone_at
		FROM corrections c JOIN articles t ON t.id = c.article_id WHERE `+where, args, func(rows *sql.Rows) error {
		var c Correction
		var sum []byte
		var says, found, note, by, undone sql.NullString
		if err := rows.Scan(&c.ID, &c.key, &c.article, &sum, &c.Kind, &says, &found, &note, &by, &c.At, &undone); err != nil {
			return err
		}
		c.Attribution, c.Article = idOf(c.key), fmt.Sprintf("%x", sum[:min(8, len(sum))])
		c.says, c.found = findingOf(says.String), findingOf(found.String)
		c.Note, c.By, c.UndoneAt = note.String, by.String, undone.String
		all = append(all, c)
		return nil
	})
	return all, err
}

// articleOf returns the article that an attribution is in, or was before it was found
// to be wrong.
func (p *pen) articleOf(id string) (article, key int64, err error) {
	if key, err = keyOf(id); err != nil {
		return 0, 0, err
	}
	from, args := p.ledger.withKey(key)
	found, err := p.row("SELECT a.article_id "+from, args, &article)
	if !found && err == nil {
		found, err = p.row("SELECT article_id FROM corrections WHERE attribution_key = ? ORDER BY id DESC LIMIT 1", []any{key}, &article)
	}
	if found || err != nil {
		return article, key, err
	}
	return 0, 0, fmt.Errorf("attribution %s: %w", id, ErrNotFound)
}
