package query

import (
	"fmt"
	"slices"
	"strings"
)

// Field is what a term is about.
type Field string

// The fields. Words stand in the content; a person, an outlet or a relay is
// named by words of the name, in any order; the others have fixed values.
const (
	Content Field = ""
	Who     Field = "who"     // who speaks: the words for it in the text, name, role and organisation
	To      Field = "to"      // who is spoken to
	Via     Field = "via"     // who handed the words on, between the outlet and who speaks
	Outlet  Field = "outlet"  // who published it
	Since   Field = "since"   // published on this day or later
	Until   Field = "until"   // published on this day or before
	Form    Field = "form"    // direct, indirect, mixed
	Act     Field = "act"     // assertion, belief, fact, eventuality
	Stance  Field = "stance"  // neutral, endorsing, distancing, countering
	Naming  Field = "naming"  // named, described, anonymous, collective, unexpressed, outlet
	Medium  Field = "medium"  // statement, interview, post, …
	Negated Field = "negated" // yes, no
	Speaker Field = "speaker" // number of a speaker of the ledger
)

// Fields returns the names of all fields that stand before a colon, in the
// order in which they are documented.
func Fields() []Field {
	return []Field{Who, To, Via, Outlet, Since, Until, Form, Act, Stance, Naming, Medium, Negated, Speaker}
}

// Values returns the values that a field can have, nil if there is no list.
func (f Field) Values() []string {
	switch f {
	case Form:
		return []string{"direct", "indirect", "mixed"}
	case Act:
		return []string{"assertion", "belief", "fact", "eventuality"}
	case Stance:
		return []string{"neutral", "endorsing", "distancing", "countering"}
	case Naming:
		return []string{"named", "described", "anonymous", "collective", "unexpressed", "outlet"}
	case Negated:
		return []string{"yes", "no"}
	}
	return nil
}

// Query is what to look for: all of its conditions hold. The zero Query finds
// everything.
type Query struct {
	Conditions []Condition
	OwnVoice   bool     // look in what outlets say in their own voice, not in attributions
	Notes      []string // what was typed and could not be meant, one sentence each
	Nothing    bool     // something was typed, and none of it can be looked for: nothing is found
}

// Condition holds if any of its terms does.
type Condition []Term

// Term is one thing to look for.
type Term struct {
	Not    bool // it must not be there
	Field  Field
	Words  []string // folded; of Content in this order, side by side, of names in any order; of a fixed value the value
	Prefix bool     // the last of Words may go on
	Day    Day      // of Since and Until
}

// With adds a condition that holds if the field has any of the values, as
// flags of a command line mean it; values of a list may have commas between them. It
// fails if a value cannot be one, and leaves the query as it was then.
func (q *Query) With(f Field, values ...string) error {
	var c Condition
	for _, v := range values {
		terms, err := newTerms(f, v, false)
		if err == nil && len(terms) == 0 {
			err = fmt.Errorf("%s: there is no word to look for in %s", f, shown(v))
		}
		if err != nil {
			return err
		}
		c = append(c, terms...)
	}
	if len(c) > 0 {
		q.Conditions = append(q.Conditions, c)
	}
	return nil
}

// And adds the conditions of another query.
func (q *Query) And(other *Query) {
	q.Conditions = append(q.Conditions, other.Conditions...)
	q.OwnVoice = q.OwnVoice || other.OwnVoice
	q.Notes = append(q.Notes, other.Notes...)
	q.Nothing = q.Nothing || other.Nothing
}

// Ranked reports whether words tell good hits from better ones.
func (q *Query) Ranked() bool { return len(q.Phrases()) > 0 }

// Phrases returns the terms whose words a hit has in its content.
func (q *Query) Phrases() []Term {
	var phrases []Term
	for _, c := range q.Conditions {
		for _, t := range c {
			if t.Field == Content && !t.Not {
				phrases = append(phrases, t)
			}
		}
	}
	return phrases
}

// String returns the query as it may be typed. Parsing it gives an equal query,
// without the notes.
func (q *Query) String() string {
	var parts []string
	if q.OwnVoice {
		parts = append(parts, "is:own-voice")
	}
	for _, c := range q.Conditions {
		for i, t := range c {
			if i > 0 {
				parts = append(parts, "OR")
			}
			parts = append(parts, t.String())
		}
	}
	if q.Nothing && len(parts) == 0 {
		return `""`
	}
	return strings.Join(parts, " ")
}

// String returns the term as it may be typed.
func (t Term) String() string {
	var b strings.Builder
	if t.Not {
		b.WriteByte('-')
	}
	if t.Field != Content {
		b.WriteString(string(t.Field) + ":")
	}
	switch words := strings.Join(t.Words, " "); {
	case t.Field == Since || t.Field == Until:
		b.WriteString(t.Day.String())
	case len(t.Words) > 1 || t.Field == Content && words == "or":
		b.WriteString(`"` + words + `"`)
	default:
		b.WriteString(words)
	}
	if t.Prefix {
		b.WriteByte('*')
	}
	return b.String()
}

// equal reports whether two queries look for the same.
func (q *Query) equal(p *Query) bool {
	return q.OwnVoice == p.OwnVoice && q.Nothing == p.Nothing &&
		slices.EqualFunc(q.Conditions, p.Conditions, func(a, b Condition) bool {
			return slices.EqualFunc(a, b, func(s, t Term) bool {
				return s.Not == t.Not && s.Field == t.Field && s.Prefix == t.Prefix && s.Day == t.Day && slices.Equal(s.Words, t.Words)
			})
		})
}
