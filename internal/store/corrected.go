package store

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"hearsay"
)

// openArticle is an article under correction: what the engine found in it, and what people
// say of that.
type openArticle struct {
	base        *hearsay.Reading // as the engine found it
	at          *points
	corrections []Correction // all of the article, in the order in which they were made
}

// open reads an article to be corrected.
func (p *pen) open(article int64) (*openArticle, error) {
	k, err := p.load(article)
	if err != nil {
		return nil, err
	}
	a := &openArticle{base: k.reading, at: newPoints(k.reading.Article.Text)}
	if a.corrections, err = corrections(p.each, "c.article_id = ? ORDER BY c.id", []any{article}); err != nil {
		return nil, err
	}
	a.takeBack()
	return a, nil
}

// inForce returns the correction in force for each attribution that has one.
func (a *openArticle) inForce() map[string]*Correction {
	last := map[string]*Correction{}
	for i := range a.corrections {
		if c := &a.corrections[i]; c.InForce() {
			last[c.Attribution] = c
		}
	}
	return last
}

// inOrder returns the corrections in force in the order in which they take effect: what
// is wrong goes last, so that what it handed on is joined to what stands before it.
func (a *openArticle) inOrder() []*Correction {
	all := slices.SortedFunc(maps.Values(a.inForce()), func(b, c *Correction) int { return cmp.Compare(b.ID, c.ID) })
	wrong := slices.DeleteFunc(slices.Clone(all), func(c *Correction) bool { return c.Kind != Wrong })
	return append(slices.DeleteFunc(all, func(c *Correction) bool { return c.Kind == Wrong }), wrong...)
}

// takeBack makes of the reading that is kept the one that the engine made.
func (a *openArticle) takeBack() {
	for id, c := range a.inForce() {
		a.base.Attributions = slices.DeleteFunc(a.base.Attributions, func(x hearsay.Attribution) bool { return x.ID == id })
		if c.found == nil {
			continue
		}
		a.base.Attributions = append(a.base.Attributions, c.found.attribution(id, a.base, a.at))
		for i := range a.base.Attributions {
			if x := &a.base.Attributions[i]; slices.Contains(c.found.Relays, x.ID) {
				x.Via = id
			}
		}
	}
	tidy(a.base)
}

// corrected returns the reading with the corrections in force.
func (a *openArticle) corrected() *hearsay.Reading {
	r := *a.base
	r.Attributions, r.Speakers = slices.Clone(r.Attributions), slices.Clone(r.Speakers)
	for _, c := range a.inOrder() {
		id := c.Attribution
		k := slices.IndexFunc(r.Attributions, func(x hearsay.Attribution) bool { return x.ID == id })
		switch {
		case c.Kind != Wrong && k >= 0:
			r.Attributions[k] = c.says.attribution(id, &r, a.at)
		case c.Kind != Wrong:
			r.Attributions = append(r.Attributions, c.says.attribution(id, &r, a.at))
		case k >= 0:
			via := r.Attributions[k].Via
			r.Attributions = slices.Delete(r.Attributions, k, k+1)
			for i := range r.Attributions {
				if r.Attributions[i].Via == id {
					r.Attributions[i].Via = via
				}
			}
		}
	}
	tidy(&r)
	return &r
}

// tidy puts a reading in order after attributions have come and gone.
func tidy(r *hearsay.Reading) {
	inTextOrder(r)
	dropSpeakers(r)
	relink(r)
}

// dropSpeakers leaves out the speakers that are neither mentioned in the text nor
// taken for anybody, as those that only a correction had named, and numbers the
// others anew.
func dropSpeakers(r *hearsay.Reading) {
	used := map[string]bool{}
	for i := range r.Attributions {
		used[r.Attributions[i].Source.Speaker], used[r.Attributions[i].Addressee.Speaker] = true, true
	}
	ids := map[string]string{"": ""}
	var left []hearsay.Speaker
	for _, s := range r.Speakers {
		if len(s.Mentions) == 0 && !used[s.ID] {
			continue
		}
		id := speakerID(int64(len(left) + 1))
		ids[s.ID], s.ID = id, id
		left = append(left, s)
	}
	r.Speakers = left
	for i := range r.Attributions {
		a := &r.Attributions[i]
		a.Source.Speaker, a.Addressee.Speaker = ids[a.Source.Speaker], ids[a.Addressee.Speaker]
	}
}

// standing returns an attribution as it is now and the reading that has it; one that is
// wrong, as it was found. What relays it is what the engine found, be that wrong or not.
func (a *openArticle) standing(id string) (*hearsay.Reading, hearsay.Attribution, error) {
	find := func(r *hearsay.Reading) int {
		return slices.IndexFunc(r.Attributions, func(x hearsay.Attribution) bool { return x.ID == id })
	}
	r, base := a.corrected(), find(a.base)
	k := find(r)
	if k < 0 {
		r, k = a.base, base
	}
	if k < 0 {
		return nil, hearsay.Attribution{}, ErrNotFound
	}
	x := r.Attributions[k]
	if base >= 0 {
		x.Via = a.base.Attributions[base].Via
	}
	return r, x, nil
}

// confirmed returns an attribution as it is now, with the certainty of who says so.
func (a *openArticle) confirmed(id string) (*finding, error) {
	r, x, err := a.standing(id)
	if err != nil {
		return nil, err
	}
	x.Score = 1
	return newFinding(r, &x, a.at), nil
}

// mended returns what mend makes of an attribution as it is now.
func (a *openArticle) mended(id string, mend func(*hearsay.Reading, *hearsay.Attribution) error) (*finding, error) {
	r, x, err := a.standing(id)
	if err != nil {
		return nil, err
	}
	before := newFinding(r, &x, a.at)
	if err := mend(r, &x); err != nil {
		return nil, err
	}
	if !within(&x, len(r.Article.Text)) {
		return nil, ErrNotFound
	}
	x.Score, x.Rule = 1, "corrected"
	after := newFinding(r, &x, a.at)
	before.Score, before.Rule = after.Score, after.Rule
	if reflect.DeepEqual(before, after) {
		return nil, ErrNoChange
	}
	return after, nil
}

// within reports whether the spans of an attribution lie in a text of some bytes.
func within(a *hearsay.Attribution, size int) bool {
	for _, spans := range [][]hearsay.Span{a.Source.Spans, a.Cue.Spans, a.Content, a.Addressee.Spans} {
		last := 0
		for _, s := range spans {
			if s.Start < last || s.End <= s.Start || s.End > size {
				return false
			}
			last = s.End
		}
	}
	return true
}

// adopt hands corrections over to a new reading of the article: to what it finds
// under the same ID, else to what it finds with a cue at the same place.
func (a *openArticle) adopt(fresh *hearsay.Reading) {
	for id, c := range a.inForce() {
		k := slices.IndexFunc(fresh.Attributions, func(x hearsay.Attribution) bool { return x.ID == id })
		if k < 0 {
			k = slices.IndexFunc(fresh.Attributions, func(x hearsay.Attribution) bool {
				return touch(x.Cue.Spans, spansOf(a.at, c.found.cue())) || touch(x.Cue.Spans, spansOf(a.at, c.says.cue()))
			})
		}
		c.found = nil
		if k >= 0 {
			c.found = newFinding(fresh, &fresh.Attributions[k], a.at)
			rename(fresh, fresh.Attributions[k].ID, id)
		}
	}
	a.base = fresh
}

func (f *finding) cue() string {
	if f == nil {
		return ""
	}
	return f.Cue
}

func touch(a, b []hearsay.Span) bool {
	return slices.ContainsFunc(a, func(s hearsay.Span) bool {
		return slices.ContainsFunc(b, func(t hearsay.Span) bool { return s.Start < t.End && t.Start < s.End })
	})
}

// rename gives an attribution another ID.
func rename(r *hearsay.Reading, from, to string) {
	for i := range r.Attributions {
		if a := &r.Attributions[i]; a.ID == from {
			a.ID = to
		}
		if a := &r.Attributions[i]; a.Via == from {
			a.Via = to
		}
	}
}

// inTextOrder sorts attributions by their cues, or contents where there is no cue.
func inTextOrder(r *hearsay.Reading) {
	start := func(a hearsay.Attribution) int {
		for _, spans := range [][]hearsay.Span{a.Cue.Spans, a.Content, a.Source.Spans} {
			if len(spans) > 0 {
				return spans[0].Start
			}
		}
		return 0
	}
	slices.SortStableFunc(r.Attributions, func(a, b hearsay.Attribution) int { return start(a) - start(b) })
}
