package store

import (
	"slices"
	"strings"

	"hearsay"
)

// A chain runs from the outlet to who speaks. The ledger keeps it without the
// outlet, because a text may turn out to have appeared elsewhere before: the
// links. Where there is no relay, the links are the name of the speaker, and
// nothing is kept.

// links returns the chain of the i-th attribution without the outlet.
func links(r *hearsay.Reading, i int) []string {
	chain := r.Attributions[i].Chain
	if len(chain) > 0 && chain[0] == r.Article.Outlet {
		return chain[1:]
	}
	return chain
}

// relaysOf returns the links of the i-th attribution without its speaker.
func relaysOf(r *hearsay.Reading, i int) []string {
	l := links(r, i)
	if name := speakerName(r, r.Attributions[i].Source.Speaker); len(l) > 0 && l[len(l)-1] == name {
		return l[:len(l)-1]
	}
	return l
}

// linksText returns the links as they are kept, "" if they are what is taken for
// granted.
func linksText(r *hearsay.Reading, i int) string {
	l := links(r, i)
	if slices.Equal(l, plainLinks(speakerName(r, r.Attributions[i].Source.Speaker))) || len(l) == 0 {
		return ""
	}
	return strings.Join(l, "\n")
}

// chainOf returns the chain for the links that are kept and the name of the
// speaker.
func chainOf(outlet, kept, speaker string) []string {
	l := plainLinks(speaker)
	if kept != "" {
		l = strings.Split(kept, "\n")
	}
	if outlet == "" || len(l) > 0 && sameName(l[0], outlet) {
		return l
	}
	return append([]string{outlet}, l...)
}

func plainLinks(speaker string) []string {
	if speaker == "" {
		return nil
	}
	return []string{speaker}
}

// speakerName returns the name of a speaker of the reading as chains have it.
func speakerName(r *hearsay.Reading, id string) string {
	k := slices.IndexFunc(r.Speakers, func(s hearsay.Speaker) bool { return s.ID == id })
	if id == "" || k < 0 {
		return ""
	}
	return oneLine(r.Speakers[k].Name)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// sameName reports whether two names are one, articles and case aside.
func sameName(a, b string) bool { return strings.EqualFold(withoutArticle(a), withoutArticle(b)) }

func withoutArticle(s string) string {
	for _, article := range []string{"the ", "a ", "an "} {
		if len(s) > len(article) && strings.EqualFold(s[:len(article)], article) {
			return s[len(article):]
		}
	}
	return s
}

// relink writes the chains of a reading anew, by the rule of hearsay.Read: names
// from the outlet along the relays to who speaks, none twice in a row.
func relink(r *hearsay.Reading) {
	index := make(map[string]int, len(r.Attributions))
	for i := range r.Attributions {
		index[r.Attributions[i].ID] = i
	}
	for i := range r.Attributions {
		var names []string
		at, ok := i, true
		for step := 0; ok && step <= len(r.Attributions); step++ {
			names = withLink(names, speakerName(r, r.Attributions[at].Source.Speaker))
			at, ok = index[r.Attributions[at].Via]
		}
		if !ok && r.Attributions[i].Via != "" {
			if _, known := index[r.Attributions[i].Via]; !known {
				r.Attributions[i].Via = ""
			}
		}
		names = withLink(names, r.Article.Outlet)
		slices.Reverse(names)
		r.Attributions[i].Chain = names
	}
}

func withLink(names []string, name string) []string {
	if k := len(names); name == "" || k > 0 && sameName(names[k-1], name) {
		return names
	}
	return append(names, name)
}
