package store

import (
	"context"
	"slices"

	"hearsay/internal/export"
)

// SaidAs says which of the rows that a profile counts are meant: those that have all of
// the values that are not empty.
type SaidAs struct {
	Month, Outlet, Form, Stance, Medium string
	Cue                                 string // its lemma
	Via                                 string // who handed the words on
	To                                  int64  // who is spoken to, by the number of any name
}

// Said returns the attributions behind a number of a speaker's profile, the latest that
// were added first, no more than limit nor 1000, and how many there are.
func (l *Ledger) Said(ctx context.Context, speaker int64, as SaidAs, limit int) (found []export.Row, total int64, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		g, err := l.groups.upTo(s)
		if err != nil {
			return err
		}
		to := int64(0)
		if as.To != 0 {
			to = g.standing(as.To)
		}
		var ids []int64
		err = s.eachProfiled(g, g.all(g.standing(speaker)), func(r *profileRow) {
			if as.fits(r) && (to == 0 || r.to == to) {
				ids = append(ids, r.id)
			}
		})
		if err != nil {
			return err
		}
		total = int64(len(ids))
		slices.SortFunc(ids, func(a, b int64) int { return int(b - a) })
		found, err = s.rows(ids[:min(len(ids), limit, mostOnPage)])
		return err
	})
	return found, total, l.problem("look for what a speaker says", err)
}

// fits reports whether a row has the values, who is spoken to aside.
func (as *SaidAs) fits(r *profileRow) bool {
	for _, c := range [...]struct{ asked, is string }{{as.Month, r.month}, {as.Outlet, r.outlet}, {as.Form, r.form}, {as.Stance, r.stance}, {as.Medium, r.medium}, {as.Cue, r.cue}} {
		if c.asked != "" && c.asked != c.is {
			return false
		}
	}
	return as.Via == "" || slices.Contains(r.via, as.Via)
}
