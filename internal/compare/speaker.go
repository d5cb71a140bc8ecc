package compare

import (
	"slices"
	"strings"
	"unicode"

	"hearsay"
)

// Speaker is who says a statement, as one article names them.
type Speaker struct {
	Name         string // fullest name or description in the article; empty if nobody is named
	Kind         string // person, organisation, group, document, unnamed; outlet for its own voice; empty if not known
	Role         string
	Organisation string
	Naming       string // named, described, anonymous, collective, unexpressed, outlet; empty if not known
}

// speakerOf returns the speaker with an ID; the words under spans name one
// without.
func speakerOf(r *hearsay.Reading, id string, spans []hearsay.Span) Speaker {
	for i := range r.Speakers {
		if s := &r.Speakers[i]; s.ID == id && id != "" {
			return Speaker{Name: oneLine(s.Name), Kind: s.Kind, Role: s.Role, Organisation: s.Organisation}
		}
	}
	if len(spans) == 0 {
		return Speaker{}
	}
	return Speaker{Name: oneLine(r.Text(spans))}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Relation says how two names of speakers in two articles fit together.
type Relation uint8

// The relations.
const (
	Unknown Relation = iota // one of them is not named, or nothing speaks for or against it
	Same                    // the same person or body, as far as names go
	Akin                    // a person and the body that person speaks for
	Other                   // two who have different names
)

// Relate says whether two speakers are the same. It goes by names only: equal
// names, a name and its surname, a body and a part of its words, a role that the
// other article gives to a name.
func Relate(a, b Speaker) Relation { return relate(nameOf(a), nameOf(b)) }

func relate(x, y parsedName) Relation {
	switch {
	case len(x.all) == 0 || len(y.all) == 0:
		return Unknown
	case slices.Equal(x.words, y.words):
		return Same
	case x.person && y.person:
		return relatePersons(x, y)
	case len(x.proper) == 0 || len(y.proper) == 0:
		return relateDescribed(x, y)
	case !(x.person && y.person) && overlap(x.proper, y.proper) == min(len(x.proper), len(y.proper)) && !(x.person && len(x.proper) > 1) && !(y.person && len(y.proper) > 1):
		return Same
	case x.person != y.person:
		if x.person {
			x, y = y, x
		}
		if shares := overlap(x.proper, y.about); shares > 0 {
			return Akin
		}
		return Unknown
	}
	if small := min(len(x.proper), len(y.proper)); overlap(x.proper, y.proper) == small {
		return Same
	}
	if x.initials != "" && (x.initials == strings.Join(y.words, "") || y.initials == strings.Join(x.words, "")) {
		return Same
	}
	return Other
}

// relatePersons compares two names of persons: by the surname, and by the first
// names where both have one.
func relatePersons(x, y parsedName) Relation {
	if len(x.proper) == 0 || len(y.proper) == 0 {
		return relateDescribed(x, y)
	}
	if x.proper[len(x.proper)-1] != y.proper[len(y.proper)-1] {
		return Other
	}
	if len(x.proper) > 1 && len(y.proper) > 1 && !strings.HasPrefix(x.proper[0], y.proper[0]) && !strings.HasPrefix(y.proper[0], x.proper[0]) {
		return Other
	}
	return Same
}

// relateDescribed compares a description with a name or another description.
func relateDescribed(x, y parsedName) Relation {
	if len(x.proper) > 0 {
		x, y = y, x
	}
	switch {
	case len(x.words) == 0:
		return Unknown
	case len(y.proper) > 0 && overlap(x.words, y.role) == len(x.words):
		return Same
	case x.body && y.body && overlap(x.words, y.words) == len(x.words):
		return Same
	case len(y.proper) > 0 && overlap(x.words, y.about) > 0:
		return Akin
	case len(y.proper) == 0 && overlap(x.words, y.words) == min(len(x.words), len(y.words)):
		return Same
	}
	return Unknown
}

// parsedName is a name cut into words in lower case.
type parsedName struct {
	whole  string   // as it was given
	all    []string // every word
	proper []string // words with a capital, titles left out
	words  []string // all but articles and the like
	role   []string // of Speaker.Role, and titles
	about  []string // of Speaker.Role and Speaker.Organisation
	person bool
	body   bool // an office, a firm, a document

	initials string // of the words with a capital
}

func nameOf(s Speaker) parsedName {
	n := parsedName{whole: s.Name}
	for _, w := range nameWords(s.Name) {
		lower := strings.ToLower(w)
		n.all = append(n.all, lower)
		if words().small[lower] {
			continue
		}
		n.words = append(n.words, lower)
		switch {
		case words().titles[lower]:
			n.role = append(n.role, lower)
		case unicode.IsUpper([]rune(w)[0]):
			n.proper = append(n.proper, lower)
		}
	}
	for _, w := range nameWords(s.Role) {
		n.role = append(n.role, strings.ToLower(w))
	}
	n.about = slices.Concat(n.about, n.role)
	for _, w := range nameWords(s.Organisation) {
		if lower := strings.ToLower(w); !words().small[lower] {
			n.about = append(n.about, lower)
		}
	}
	n.initials = initials(s.Name)
	n.person, n.body = s.Kind == "person", s.Kind == "organisation" || s.Kind == "document"
	if s.Kind == "" {
		n.body = slices.ContainsFunc(n.words, func(w string) bool { return words().bodies[w] })
		n.person = !n.body && len(n.proper) > 0 && len(n.proper) <= 3
	}
	return n
}

// nameWords cuts a name at everything that is no letter or digit; the s of a
// possessive is left out.
func nameWords(s string) []string {
	out := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(out, func(w string) bool { return w == "s" })
}

func overlap(a, b []string) int {
	n := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return n
}

// sameName reports whether two names of outlets or bodies are one: the same
// words, articles aside, or one the initials of the other.
func sameName(a, b string) bool {
	x, y := bareName(a), bareName(b)
	return x != "" && y != "" && (x == y || x == initials(b) || y == initials(a))
}

// bareName returns a name in lower case without articles.
func bareName(s string) string {
	var out []string
	for _, w := range nameWords(s) {
		if w = strings.ToLower(w); w != "the" && w != "a" && w != "an" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

func initials(name string) string {
	var b strings.Builder
	for _, w := range nameWords(name) {
		if r := []rune(w)[0]; unicode.IsUpper(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if b.Len() < 2 {
		return ""
	}
	return b.String()
}
