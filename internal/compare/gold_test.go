package compare

import (
	"slices"
	"strconv"
	"testing"

	"hearsay"
	"hearsay/internal/samples"
)

// goldEvent is an event of the sample corpus as people annotated it: one
// statement for each saying.
type goldEvent struct {
	*samples.Event
	articles   []*Article
	statements []*Statement // by index of Sayings
}

func goldEvents(t testing.TB) []goldEvent {
	t.Helper()
	all, err := samples.Events()
	if err != nil {
		t.Fatal(err)
	}
	var out []goldEvent
	for i := range all {
		out = append(out, goldOf(t, &all[i]))
	}
	return out
}

// goldOf turns the truth of an event into readings: an attribution for each
// saying, with speakers by the names in the file.
func goldOf(t testing.TB, e *samples.Event) goldEvent {
	g := goldEvent{Event: e, statements: make([]*Statement, len(e.Sayings))}
	for k := range e.Articles {
		a, sayings := goldReading(e, k)
		g.articles = append(g.articles, a)
		byID := map[string][]*Statement{}
		for _, s := range Statements(a) {
			byID[s.Attribution.ID] = append(byID[s.Attribution.ID], s)
		}
		for n, i := range sayings {
			of := byID[a.Attributions[n].ID]
			if len(of) == 0 {
				t.Fatalf("%s: saying %d of %s gives no statement", e.Name, i, e.Articles[k].Name)
			}
			g.statements[i] = of[0] // the longest sentence stands for all of a saying
			for _, s := range of {
				if s.Mass > g.statements[i].Mass {
					g.statements[i] = s
				}
			}
		}
	}
	return g
}

func goldReading(e *samples.Event, k int) (*Article, []int) {
	from := &e.Articles[k]
	r := &hearsay.Reading{Article: hearsay.NewArticle(from.Text)}
	r.Article.Outlet, r.Article.Published, r.Article.URL, r.Article.File = from.Outlet, from.Published, from.URL, from.Name
	speakers := map[string]string{}
	speaker := func(name string) string {
		if name != "" && speakers[name] == "" {
			speakers[name] = "s" + strconv.Itoa(len(r.Speakers)+1)
			r.Speakers = append(r.Speakers, hearsay.Speaker{ID: speakers[name], Name: name})
		}
		return speakers[name]
	}
	var sayings []int
	for i := range e.Sayings {
		s := &e.Sayings[i]
		if s.Article != k {
			continue
		}
		a := hearsay.Attribution{ID: e.Name + strconv.Itoa(i), Form: s.Form, Content: wholeSpans(from.Text, s.Content)}
		a.Source = hearsay.Source{Spans: goldSpans(s.Source), Speaker: speaker(s.Speaker)}
		a.Cue = hearsay.Cue{Spans: goldSpans(s.Cue), Stance: s.Stance, Negated: s.Negated}
		a.Addressee.Spans = goldSpans(s.To)
		if len(s.Path) > 0 {
			a.Chain = slices.Clone(s.Path)
			slices.Reverse(a.Chain)
		}
		r.Attributions = append(r.Attributions, a)
		sayings = append(sayings, i)
	}
	a := NewArticle(r)
	return &a, sayings
}

func goldSpans(in []samples.Span) []hearsay.Span {
	var out []hearsay.Span
	for _, s := range in {
		out = append(out, hearsay.Span(s))
	}
	return out
}

// wholeSpans are spans as goldSpans gives them, joined where all between them is
// an ellipsis of the article's own, which the files cannot tell from a gap.
func wholeSpans(text string, in []samples.Span) []hearsay.Span {
	out := goldSpans(in)[:1]
	for _, s := range goldSpans(in)[1:] {
		if last := &out[len(out)-1]; text[last.End:s.Start] == " … " {
			last.End = s.End
		} else {
			out = append(out, s)
		}
	}
	return out
}

// same says whether two sayings are the same statement; clear is false where
// words of both are in one, so that either answer is right.
func (g *goldEvent) same(i, j int) (same, clear bool) {
	a, b := &g.Sayings[i], &g.Sayings[j]
	if a.Statement == b.Statement {
		return true, true
	}
	either := a.Also == b.Statement || b.Also == a.Statement || a.Also != "" && a.Also == b.Also
	return false, !either
}
