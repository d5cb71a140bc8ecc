package compare

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"hearsay"
)

// Statements
//
// What is compared is statements: a sentence of what somebody is said to have
// said. An attribution whose content has three sentences gives three statements,
// because another outlet may print only the second of them. An attribution that
// merely hands another one on ("the ministry said" that the minister said …)
// gives none of its own: the minister's words are the statement, the ministry is
// a relay in its chain. What somebody inside a statement is said to believe or
// want ("each of them believed that …") is a part of it and gives none either.
// Sentences that the article says in its own voice are
// statements of the outlet.

// Article is a reading and what is known of the article besides.
type Article struct {
	*hearsay.Reading
	Credit string // agency whose text it prints; empty for none or not known

	headline hearsay.Span
}

// NewArticle finds the credit of a reading's article from its layout, where the
// outlet is known from elsewhere: the agency of the dateline.
func NewArticle(r *hearsay.Reading) Article {
	a := Article{Reading: r}
	a.headline, _ = r.Article.HeadlineSpan()
	if printed := hearsay.NewArticle(r.Article.Text).Outlet; printed != "" && !sameName(printed, r.Article.Outlet) {
		a.Credit = printed
	}
	return a
}

// Statement is one sentence of attributed content, or of the article's own voice.
// It points into its article and keeps it alive.
type Statement struct {
	ID          string // of the attribution, with "." and a number from the second sentence on
	Article     *Article
	Attribution *hearsay.Attribution // nil for the article's own voice
	Spans       []hearsay.Span       // its words in the article, in text order
	Words       []Word
	Form        string  // direct, indirect or mixed: of this sentence
	Speaker     Speaker // the outlet, for its own voice
	Addressee   Speaker
	Mass        float32 // what its words tell, together

	key  string     // tells it from every other statement
	bag  []bagWord  // the classes of its words that count, sorted, each once
	name parsedName // of its speaker
}

// Text returns the words of the statement as they stand, stretches of words
// joined by " … ".
func (s *Statement) Text() string { return s.Article.Reading.Text(s.Spans) }

// Outlet returns the name of the outlet; its file where none is known.
func (s *Statement) Outlet() string { return s.Article.name() }

// name returns what an article is called by: its outlet, else its file or ID.
func (a *Article) name() string {
	for _, n := range []string{a.Article.Outlet, a.Article.File} {
		if n != "" {
			return n
		}
	}
	return a.Article.ID
}

// InHeadline reports whether it stands in the headline.
func (s *Statement) InHeadline() bool {
	return len(s.Spans) > 0 && s.Spans[0].Start < s.Article.headline.End
}

// OwnVoice reports whether nobody is named for the statement.
func (s *Statement) OwnVoice() bool { return s.Attribution == nil }

// Statements returns the statements of an article in text order of their
// attributions, those of its own voice last.
func Statements(a *Article) []*Statement {
	var out []*Statement
	units(a.Reading, func(at *hearsay.Attribution, number int, unit []Word) {
		s := newStatement(a, unit, at.Content)
		s.attribute(at, number)
		out = append(out, s)
	})
	for i, span := range a.OwnVoice {
		if w := Words(a.Article.Text, span); len(w) > 0 && !isAttributed(a.Reading, span) {
			s := newStatement(a, w, []hearsay.Span{span})
			s.ID = a.Article.ID + ".own" + strconv.Itoa(i+1)
			s.Speaker = Speaker{Name: a.Article.Outlet, Kind: "outlet"}
			out = append(out, s)
		}
	}
	for _, s := range out {
		s.key = strings.Join([]string{s.ID, a.Article.Outlet, a.Article.Published, a.Article.File}, "\x00")
		s.name = nameOf(s.Speaker)
	}
	return out
}

// units calls f for each sentence of what is attributed that is a statement of its
// own, with its number in the attribution, from 1.
func units(r *hearsay.Reading, f func(at *hearsay.Attribution, number int, unit []Word)) {
	inner := nested(r)
	for i := range r.Attributions {
		at := &r.Attributions[i]
		if at.Via != "" && !says(at) {
			continue
		}
		all := Words(r.Article.Text, at.Content...)
		for k := range all {
			switch at.Form {
			case "direct":
				all[k].flags |= quoted
			case "indirect": // what is in marks nevertheless is a name or a scare quote
				all[k].flags &^= quoted
			}
		}
		for n, unit := range sentences(all) {
			if !relays(unit, inner[at.ID]) {
				f(at, n+1, unit)
			}
		}
	}
}

// isAttributed reports whether half of a sentence is what somebody is said to
// have said, whatever it was taken for.
func isAttributed(r *hearsay.Reading, sentence hearsay.Span) bool {
	for i := range r.Attributions {
		if 2*overlapOf(r.Attributions[i].Content, sentence) >= sentence.End-sentence.Start {
			return true
		}
	}
	return false
}

func newStatement(a *Article, unit []Word, content []hearsay.Span) *Statement {
	return &Statement{
		Article: a, Words: unit, Spans: within(content, a.Article.Text, unit), Form: formOf(unit), Mass: massOf(unit), bag: bagOf(unit),
	}
}

// bagOf returns the words that count, whatever their place.
func bagOf(unit []Word) []bagWord {
	var bag []bagWord
	for i := range unit {
		if w := &unit[i]; w.counts() {
			bag = append(bag, bagWord{w.class, w.mass})
		}
	}
	slices.SortFunc(bag, func(a, b bagWord) int { return cmp.Compare(a.class, b.class) })
	return slices.CompactFunc(bag, func(a, b bagWord) bool { return a.class == b.class })
}

// bagWord is a word of a statement, whatever its place.
type bagWord struct {
	class uint64
	mass  float32
}

// attribute fills in who says the statement.
func (s *Statement) attribute(at *hearsay.Attribution, number int) {
	s.ID, s.Attribution = at.ID, at
	if number > 1 {
		s.ID += "." + strconv.Itoa(number)
	}
	s.Speaker = speakerOf(s.Article.Reading, at.Source.Speaker, at.Source.Spans)
	s.Addressee = speakerOf(s.Article.Reading, at.Addressee.Speaker, at.Addressee.Spans)
}

// formOf says whether all, some or none of the words are quoted.
func formOf(unit []Word) string {
	marked := 0
	for i := range unit {
		if unit[i].is(quoted) {
			marked++
		}
	}
	switch marked {
	case 0:
		return "indirect"
	case len(unit):
		return "direct"
	}
	return "mixed"
}

// leastClause is the mass of the smallest part of a sentence that is taken for a
// statement of its own.
const leastClause = 1.5

// sentences cuts words where sentences begin, and where clauses do if there is
// enough on either side.
func sentences(all []Word) [][]Word {
	var out [][]Word
	from := 0
	for i := 1; i <= len(all); i++ {
		if i == len(all) || all[i].is(first) || all[i].is(clause) && massOf(all[from:i]) >= leastClause && massOf(rest(all[i:])) >= leastClause {
			out = append(out, all[from:i:i])
			from = i
		}
	}
	return out
}

// rest returns the words up to the end of their sentence.
func rest(all []Word) []Word {
	for i := 1; i < len(all); i++ {
		if all[i].is(first) {
			return all[:i]
		}
	}
	return all
}

func massOf(all []Word) (sum float32) {
	for i := range all {
		sum += all[i].mass
	}
	return sum
}

// within returns what the words cover of the spans: from the first byte of the
// first word to the last byte of the last, with the marks right before and after
// that belong to the span.
func within(spans []hearsay.Span, text string, unit []Word) []hearsay.Span {
	start, end := unit[0].Start, unit[len(unit)-1].End
	var out []hearsay.Span
	for _, s := range spans {
		lo, hi := max(s.Start, marksBefore(text, start, s.Start)), min(s.End, marksAfter(text, end, s.End))
		if lo < hi {
			out = append(out, hearsay.Span{Start: lo, End: hi})
		}
	}
	return out
}

// nested returns, for the ID of each attribution, the spans of what others say
// inside its content: their sources, cues, contents and addressees.
func nested(r *hearsay.Reading) map[string][]hearsay.Span {
	out := map[string][]hearsay.Span{}
	for i := range r.Attributions {
		if a := &r.Attributions[i]; a.Via != "" && says(a) {
			spans := append(append(append(append(out[a.Via], a.Source.Spans...), a.Cue.Spans...), a.Content...), a.Addressee.Spans...)
			out[a.Via] = spans
		}
	}
	return out
}

// says reports whether an attribution is about words rather than about a belief,
// a perception or a wish.
func says(a *hearsay.Attribution) bool { return a.Act == "assertion" || a.Act == "" }

// relayShare is the share of a sentence's mass from which what is said inside it
// makes it a mere relay.
const relayShare = 0.6

// relays reports whether most of a sentence is what somebody says inside it.
func relays(unit []Word, inner []hearsay.Span) bool {
	if len(inner) == 0 {
		return false
	}
	var covered float32
	for i := range unit {
		w := &unit[i]
		for _, s := range inner {
			if s.Start <= w.Start && w.End <= s.End {
				covered += w.mass
				break
			}
		}
	}
	return covered >= relayShare*massOf(unit)
}

// wholeText is the span of all of an article's text.
func wholeText(a *Article) hearsay.Span { return hearsay.Span{End: len(a.Article.Text)} }
