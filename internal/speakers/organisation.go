package speakers

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hearsay/internal/query"
)

// bodies runs the rules for organisations.
func (d *decider) bodies(groups []*group) {
	slices.SortStableFunc(groups, longest)
	d.sameBody(groups)
	d.acronyms(standing(groups))
}

// longest orders organisations from names that say more to such as say less.
func longest(a, b *group) int {
	na, nb := utf8.RuneCountInString(a.members[0].Name), utf8.RuneCountInString(b.members[0].Name)
	if na != nb {
		return nb - na
	}
	return fullest(a, b)
}

// sameBody joins names that are equal when articles, dots of initials and the
// order around a word such as ministry are left aside.
func (d *decider) sameBody(groups []*group) {
	first := map[string]*group{}
	for _, g := range groups {
		key, turned := bodyWords(g.members[0].Name)
		into := first[key]
		if key == "" || into == nil {
			first[key] = g
			continue
		}
		rule, how := "title", "but for articles and dots"
		if _, other := bodyWords(into.members[0].Name); turned || other {
			rule, how = "word order", "with its words in another order"
		}
		d.join(g, into, rule, fmt.Sprintf("%s is %s %s", g.quoted(), into.quoted(), how))
	}
}

// turnable are the words around which a name may be turned: the Ministry of
// Fisheries is the Fisheries Ministry. A university or a bank is not: two may
// differ in just that.
var turnable = words("ministry department embassy")

// bodyWords returns what names of one organisation have in common, and whether
// the order of the words was given up for it.
func bodyWords(s string) (key string, turned bool) {
	fields := strings.Fields(query.Fold(s))
	fields = closedUp(fields)
	if len(fields) > 0 && fields[0] == "the" {
		fields = fields[1:]
	}
	if !slices.ContainsFunc(fields, func(w string) bool { return turnable[w] }) {
		return strings.Join(fields, " "), false
	}
	var rest []string
	for _, w := range fields {
		if w != "of" && w != "for" && w != "the" && w != "affairs" {
			rest = append(rest, w)
		}
	}
	if len(rest) < 2 {
		return strings.Join(fields, " "), false
	}
	slices.Sort(rest)
	return strings.Join(rest, " "), true
}

// closedUp joins letters that stand alone: "u s" is "us".
func closedUp(fields []string) []string {
	var out []string
	for i, w := range fields {
		single := utf8.RuneCountInString(w) == 1
		if single && i > 0 && utf8.RuneCountInString(fields[i-1]) == 1 {
			out[len(out)-1] += w
			continue
		}
		out = append(out, w)
	}
	return out
}

// acronyms joins an acronym with the name after which a text gives it. Initials
// that merely fit are hinted at.
func (d *decider) acronyms(groups []*group) {
	stated, initials := map[string][]*group{}, map[string][]*group{}
	for _, g := range groups {
		for _, m := range g.members {
			for _, a := range m.Stated {
				a = AcronymKey(a)
				if !slices.Contains(stated[a], g) {
					stated[a] = append(stated[a], g)
				}
			}
		}
		if key := InitialsOf(g.members[0].Name); key != "" {
			initials[key] = append(initials[key], g)
		}
	}
	for _, g := range groups {
		name := g.members[0].Name
		if !IsAcronym(name) {
			continue
		}
		key := AcronymKey(name)
		switch meant := without(stated[key], g); {
		case len(meant) == 1:
			d.join(g, meant[0], "acronym", fmt.Sprintf("a text calls %s %s", meant[0].quoted(), g.quoted()))
		case len(meant) > 1:
			d.ambiguous(g, meant)
		default:
			if meant := without(initials[key], g); len(meant) == 1 {
				d.hint(g, meant[0], "similar", fmt.Sprintf("%s may be %s: the initials fit, and no text says so", g.quoted(), meant[0].quoted()))
			} else if len(meant) > 1 {
				d.ambiguous(g, meant)
			}
		}
	}
}

func without(groups []*group, g *group) []*group {
	return slices.DeleteFunc(slices.Clone(groups), func(h *group) bool { return h == g })
}

// IsAcronym reports whether a name is two to eight capitals, perhaps with dots.
func IsAcronym(s string) bool {
	letters := strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(s, "the "), "The "), ".", "")
	n := utf8.RuneCountInString(letters)
	return 2 <= n && n <= 8 && !strings.ContainsFunc(letters, func(r rune) bool { return !unicode.IsUpper(r) })
}

// AcronymKey returns what spellings of an acronym have in common.
func AcronymKey(s string) string {
	return strings.Join(closedUp(strings.Fields(query.Fold(strings.TrimPrefix(strings.TrimPrefix(s, "the "), "The ")))), " ")
}

// InitialsOf returns the initials of the words of a name that begin with a
// capital, if there are at least three.
func InitialsOf(s string) string {
	var b strings.Builder
	n := 0
	for i, w := range strings.Fields(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) || i == 0 && strings.EqualFold(w, "the") {
			continue
		}
		b.WriteRune(r)
		n++
	}
	if n < 3 {
		return ""
	}
	return AcronymKey(b.String())
}

// StatedAcronym returns the acronym that a text gives in parentheses after a name,
// "" if it gives none: "the Harbour Safety Board (HSB)".
func StatedAcronym(text, name string) string {
	for rest := text; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return ""
		}
		rest = rest[i+len(name):]
		aside, ok := strings.CutPrefix(strings.TrimLeft(rest, " \u00a0"), "(")
		if !ok {
			continue
		}
		end := strings.IndexAny(aside[:min(len(aside), 24)], ");,")
		if end > 0 && IsAcronym(strings.TrimSpace(aside[:end])) {
			return strings.TrimSpace(aside[:end])
		}
	}
}
