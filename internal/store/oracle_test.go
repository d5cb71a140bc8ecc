package store

import (
	"slices"
	"strings"

	"hearsay"
	"hearsay/internal/query"
)

// The oracle finds what a query means by looking at every reading in turn. It
// knows nothing of indexes, and so tells whether these find the same.

// kept is a text as the ledger has it: the reading it was first added with, and
// where it appeared.
type kept struct {
	reading *hearsay.Reading
	first   hearsay.Article // the earliest appearance
	outlets []string
	credits []string
	words   [][]string            // of the contents
	names   map[string][][]string // by field, the words of names for each attribution
}

// oracle is all texts, by SHA-256.
type oracle map[string]*kept

// add keeps an entry as Ledger.Add does.
func (o oracle) add(e Entry) {
	k := o[e.Article.SHA256]
	if k == nil {
		k = &kept{reading: e.Reading, first: e.Article}
		k.fold()
		o[e.Article.SHA256] = k
	} else if earlier(e.Article.Published, k.first.Published) {
		k.first = e.Article
	}
	k.outlets = append(k.outlets, e.Article.Outlet)
	k.credits = append(k.credits, e.Credit)
}

// find returns the IDs of the attributions that a query means, sorted.
func (o oracle) find(q *query.Query) []string {
	var ids []string
	for _, k := range o {
		for i := range k.reading.Attributions {
			if k.has(i, q) {
				ids = append(ids, k.reading.Attributions[i].ID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// has reports whether an attribution meets all conditions.
func (k *kept) has(i int, q *query.Query) bool {
	if q.Nothing {
		return false
	}
	for _, c := range q.Conditions {
		if !slices.ContainsFunc(c, func(t query.Term) bool { return k.term(i, t) != t.Not }) {
			return false
		}
	}
	return true
}

// term reports whether a term is there, negated or not.
func (k *kept) term(i int, t query.Term) bool {
	a := &k.reading.Attributions[i]
	day, dated := query.DayOf(k.first.Published)
	switch t.Field {
	case query.Content:
		return hasPhrase(k.words[i], t)
	case query.Who, query.To:
		return hasNames(k.names[string(t.Field)][i], t)
	case query.Via:
		return hasNames(append(slices.Clone(k.names["via"][i]), foldAll(k.credits)...), t)
	case query.Outlet:
		return slices.ContainsFunc(k.outlets, func(o string) bool { return o != "" && hasNames(foldAll([]string{o}), t) })
	case query.Since:
		return dated && day >= t.Day
	case query.Until:
		return dated && day <= t.Day
	case query.Form:
		return a.Form == t.Words[0]
	case query.Act:
		return a.Act == t.Words[0]
	case query.Stance:
		return a.Cue.Stance == t.Words[0]
	case query.Naming:
		return a.Source.Naming == t.Words[0]
	case query.Medium:
		medium := strings.ReplaceAll(query.Fold(a.Medium), " ", "")
		want := strings.Join(t.Words, "")
		return medium == want || t.Prefix && strings.HasPrefix(medium, want)
	case query.Negated:
		return a.Cue.Negated == (t.Words[0] == "yes")
	}
	return false // speakers of the ledger: nobody asks here
}

// fold makes the words of the attributions.
func (k *kept) fold() {
	k.names = map[string][][]string{}
	for i := range k.reading.Attributions {
		r, a := k.reading, &k.reading.Attributions[i]
		k.words = append(k.words, k.spans(a.Content))
		k.names["who"] = append(k.names["who"], append(k.spans(a.Source.Spans), k.speaker(a.Source.Speaker)...))
		k.names["to"] = append(k.names["to"], append(k.spans(a.Addressee.Spans), k.speaker(a.Addressee.Speaker)...))
		chain := a.Chain
		if len(chain) > 0 && chain[0] == r.Article.Outlet {
			chain = chain[1:]
		}
		if name := speakerName(r, a.Source.Speaker); len(chain) > 0 && chain[len(chain)-1] == name {
			chain = chain[:len(chain)-1]
		}
		k.names["via"] = append(k.names["via"], foldAll(chain))
	}
}

func (k *kept) spans(spans []hearsay.Span) []string {
	var texts []string
	for _, s := range spans {
		texts = append(texts, k.reading.Slice(s))
	}
	return foldAll(texts)
}

func (k *kept) speaker(id string) []string {
	for _, s := range k.reading.Speakers {
		if s.ID == id {
			return foldAll([]string{s.Name, s.Role, s.Organisation})
		}
	}
	return nil
}

func foldAll(texts []string) []string {
	return strings.Fields(query.Fold(strings.Join(texts, " ")))
}

func hasPhrase(words []string, t query.Term) bool {
	for i := 0; i+len(t.Words) <= len(words); i++ {
		ok := true
		for k, w := range t.Words {
			ok = ok && (words[i+k] == w || t.Prefix && k == len(t.Words)-1 && strings.HasPrefix(words[i+k], w))
		}
		if ok {
			return true
		}
	}
	return false
}

func hasNames(words []string, t query.Term) bool {
	for k, w := range t.Words {
		if !slices.ContainsFunc(words, func(n string) bool { return n == w || t.Prefix && k == len(t.Words)-1 && strings.HasPrefix(n, w) }) {
			return false
		}
	}
	return true
}
