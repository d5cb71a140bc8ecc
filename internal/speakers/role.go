package speakers

import (
	"slices"
	"strings"

	"hearsay/internal/query"
)

// Role is what articles call a speaker: a role, the body it belongs to, or both.
type Role struct {
	Title        string // "Foreign Minister", as it stands in the text
	Organisation string // "Ministry of Health"
	Days         Period // of the articles that say so
	Articles     int
}

// Period is a range of days, both included, counted from 1970. The zero Period is
// that of what has no date.
type Period struct {
	From, To int
	Known    bool
}

// near reports whether two periods come as close as some days.
func (p Period) near(q Period, days int) bool {
	return p.Known && q.Known && p.From-days <= q.To && q.From-days <= p.To
}

// with returns the period that holds both.
func (p Period) with(q Period) Period {
	switch {
	case !p.Known:
		return q
	case !q.Known:
		return p
	}
	return Period{min(p.From, q.From), max(p.To, q.To), true}
}

// bond says whether roles speak for two names meaning one person, the stronger
// the higher.
type bond int

const (
	against bond = iota // both have roles, and none of one fits one of the other
	silent              // one of them has no role
	weak                // a role fits, but many people have it
	strong              // the same office, or the same body
)

// officeWords are of the words of a role those that say little: what is left
// names the office.
var officeWords = words("the a an of for and to in at on new long longtime veteran top senior mr mrs ms then now current incumbent chief")

// minorRoles are so many people's that to share one speaks for nothing.
var minorRoles = words("spokesman spokeswoman spokesperson official officer aide adviser advisor analyst economist expert professor reporter journalist lawyer " +
	"attorney resident member candidate nominee man woman father mother son daughter brother sister wife husband student teacher farmer doctor nurse " +
	"critic activist supporter lawmaker politician voter author writer editor director manager democrat republican businessman businesswoman leader head president chairman chairwoman chair minister secretary senator judge mayor governor")

// office is a role as a set of folded words.
type office struct {
	words []string // sorted
	body  string   // folded name of the body, without the article
}

var possessives = strings.NewReplacer("’s", "", "'s", "")

func officeOf(title, organisation string) office {
	o := office{body: bodyKey(organisation)}
	for _, w := range strings.Fields(query.Fold(possessives.Replace(title))) {
		if !officeWords[w] {
			o.words = append(o.words, w)
		}
	}
	slices.Sort(o.words)
	o.words = slices.Compact(o.words)
	return o
}

// bodyKey folds the name of a body; empty if the name is no more than a noun.
func bodyKey(organisation string) string {
	folded := strings.TrimPrefix(strings.TrimSpace(query.Fold(organisation)), "the ")
	if !strings.Contains(folded, " ") && organisation == strings.ToLower(organisation) {
		return ""
	}
	return folded
}

// fits reports whether two offices can be one: all words of the one are among
// those of the other.
func (o office) fits(p office) bool {
	if len(o.words) == 0 || len(p.words) == 0 {
		return o.body != "" && o.body == p.body
	}
	return subset(o.words, p.words) || subset(p.words, o.words)
}

// shared returns how two offices are one, in words: "" if they are not, or if so
// many people have such an office that it tells nothing.
func (o office) shared(p office) string {
	if o.body != "" && o.body == p.body {
		return "both speak for “" + o.body + "”"
	}
	if !o.fits(p) {
		return ""
	}
	few := o.words
	if len(p.words) < len(few) {
		few = p.words
	}
	if len(few) == 1 && minorRoles[few[0]] {
		return ""
	}
	return "both are “" + strings.Join(few, " ") + "”"
}

func subset(small, large []string) bool {
	for _, w := range small {
		if !slices.Contains(large, w) {
			return false
		}
	}
	return true
}

// bondOf compares the offices of two groups of names and says what it found.
func bondOf(a, b *group) (bond, string) {
	if len(a.offices) == 0 || len(b.offices) == 0 {
		return silent, ""
	}
	found, how := against, ""
	for _, o := range a.offices {
		for _, p := range b.offices {
			if s := o.shared(p); s != "" {
				return strong, s
			}
			if found < weak && o.fits(p) {
				found, how = weak, "their roles agree"
			}
		}
	}
	return found, how
}
