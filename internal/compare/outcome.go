package compare

import (
	"cmp"
	"fmt"
	"slices"

	"hearsay"
)

// verification reads the outcome off the passages.
func (v *verifier) verification() Verification {
	slices.SortStableFunc(v.passages, func(p, q Passage) int { return cmp.Compare(firstOf(p), firstOf(q)) })
	out := Verification{Article: v.article, Quote: v.quote, Passages: v.passages}
	state := v.reckon()
	out.Share = float64(v.matched / max(state.asked, 0.01))
	switch {
	case len(v.passages) == 0 || out.Share < foundShare && state.found < foundShare*state.asked:
		out.Outcome, out.Passages = NotFound, nil
		return out
	case state.apart:
		out.Outcome = Joined
	case v.changed:
		out.Outcome = Altered
	case state.leftOut > 0:
		out.Outcome = LeftOut
	default:
		out.Outcome = AsIs
	}
	v.attribute(&out)
	out.Notes = v.notes(&out, state)
	return out
}

// firstOf returns the byte of the quote where a passage's first match stands.
func firstOf(p Passage) int { return p.Alignment.B[p.Alignment.Matches[0].B].Start }

// reckoning is what the passages amount to.
type reckoning struct {
	asked, found float32 // mass of the quote, without brackets, and of what is found in any form
	leftOut      int     // words of the text between two words of the quote
	unmarked     bool    // some of them without an ellipsis
	apart        bool    // the parts come from several places
	brackets     bool
}

// place is where a word of the quote stands in the text.
type place struct {
	level Level
	text  int // index of the word of the text
	found bool
}

// places returns where each word of the quote stands.
func (v *verifier) places() []place {
	out := make([]place, len(v.quote))
	at := map[int]int{} // words of the quote by their first byte
	for i := range v.quote {
		at[v.quote[i].Start] = i
	}
	for _, p := range v.passages {
		base := v.indexOf(p.Alignment.A[0].Start)
		for _, m := range p.Alignment.Matches {
			out[at[p.Alignment.B[m.B].Start]] = place{m.Level, base + m.A, true}
		}
	}
	return out
}

// reckon goes through the quote word by word.
func (v *verifier) reckon() reckoning {
	var r reckoning
	prev := -1
	for i, p := range v.places() {
		w := &v.quote[i]
		if w.is(bracketed) {
			r.brackets = true
			if !p.found {
				continue
			}
		}
		r.asked += w.mass
		v.changed = v.changed || !p.found || p.level != Exact
		if !p.found {
			continue
		}
		r.found += shares[p.level] * w.mass
		if p.level == Exact {
			v.matched += w.mass
		}
		if prev >= 0 {
			v.join(&r, i, prev, p.text)
		}
		prev = p.text
	}
	return r
}

// join looks at what stands in the text between word i of the quote and the one
// before it.
func (v *verifier) join(r *reckoning, i, prev, at int) {
	w, skipped := &v.quote[i], v.skipped(prev, at)
	switch {
	case at <= prev || skipped > leftOutMost || skipped > passedOver && v.passes(prev, at) && !w.is(after):
		r.apart = true
	case skipped > 0:
		r.leftOut += skipped
		r.unmarked = r.unmarked || !w.is(after|bracketed) && !v.bracketBefore(i)
	}
}

// passes reports whether a sentence begins between two words of the text.
func (v *verifier) passes(from, to int) bool {
	return holds(v.text[from+1:to+1], first)
}

// bracketBefore reports whether bracketed words stand right before word i: they
// stand for what is left out.
func (v *verifier) bracketBefore(i int) bool { return i > 0 && v.quote[i-1].is(bracketed) }

// indexOf returns the word of the text that begins at a byte.
func (v *verifier) indexOf(start int) int {
	i, _ := slices.BinarySearchFunc(v.text, start, func(w Word, at int) int { return w.Start - at })
	return i
}

// skipped counts the words of the text between two words of it. Between quoted
// words the reporter's own do not count: the speaker was only interrupted.
func (v *verifier) skipped(from, to int) int {
	interrupted := to > from && v.text[from].is(quoted) && v.text[to].is(quoted)
	n := 0
	for i := from + 1; i < to; i++ {
		if !interrupted || v.text[i].is(quoted) {
			n++
		}
	}
	return n
}

// attribute finds whose words the passages are.
func (v *verifier) attribute(out *Verification) {
	if v.article.Reading == nil || len(v.article.Attributions) == 0 {
		return
	}
	all := Statements(v.article)
	for i := range out.Passages {
		p := &out.Passages[i]
		best := 0
		for _, s := range all {
			if n := overlapOf(s.Spans, p.Span); n > best && !s.OwnVoice() {
				best, p.Statement = n, s
			}
		}
		if best*2 < p.Span.End-p.Span.Start {
			p.Statement = nil
		}
	}
	if len(out.Passages) > 1 && out.Outcome != Joined {
		for i := 1; i < len(out.Passages); i++ {
			if a, b := out.Passages[i-1].Statement, out.Passages[i].Statement; a != nil && b != nil && relate(a.name, b.name) == Other {
				out.Outcome = Joined
			}
		}
	}
}

func overlapOf(spans []hearsay.Span, s hearsay.Span) int {
	n := 0
	for _, x := range spans {
		n += max(0, min(x.End, s.End)-max(x.Start, s.Start))
	}
	return n
}

// notes tells what the outcome leaves open.
func (v *verifier) notes(out *Verification, acc reckoning) []string {
	var notes []string
	if acc.leftOut > 0 && out.Outcome != Joined {
		note := fmt.Sprintf("words left out of the text between words of the quote: %d", acc.leftOut)
		if acc.unmarked {
			note += "; no ellipsis shows all of it"
		}
		notes = append(notes, note)
	}
	if acc.brackets {
		notes = append(notes, "words in brackets are taken for an editor's and were not looked for")
	}
	outside := slices.ContainsFunc(out.Passages, func(p Passage) bool { return !p.Quoted })
	if outside {
		notes = append(notes, "in the text the words stand outside of quotation marks, in whole or in part")
	}
	return notes
}

// VerifyAll looks for a quote in several articles and returns those in which it
// is found, the closest outcome first, of equals the one with more of its words,
// then the earlier.
func VerifyAll(quote string, articles []*Article) []Verification {
	var found []Verification
	for _, a := range articles {
		if v := Verify(quote, a); v.Outcome != NotFound {
			found = append(found, v)
		}
	}
	slices.SortStableFunc(found, func(a, b Verification) int {
		if c := cmp.Compare(slices.Index(outcomes, a.Outcome), slices.Index(outcomes, b.Outcome)); c != 0 {
			return c
		}
		if c := cmp.Compare(b.Share, a.Share); c != 0 {
			return c
		}
		return published(a.Article, b.Article)
	})
	return found
}
