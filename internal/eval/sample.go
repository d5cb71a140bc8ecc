package eval

import (
	"fmt"
	"slices"
	"strings"

	"hearsay"
	"hearsay/internal/samples"
)

// Account says how the reading of a sample compares with its annotation. What
// is said of an attribution beside its spans is counted over the attributions
// whose cue was found.
type Account struct {
	Nested
	Speakers, Via, Addressees, Forms, OwnVoice, Scare Ratio
	Wrong                                             []string // what is not as annotated, beside what was missed or spurious; in text order
}

// Ratio counts how many of some answers are right.
type Ratio struct{ Right, Of int }

func (t *Ratio) add(o Ratio) { t.Right, t.Of = t.Right+o.Right, t.Of+o.Of }

// count counts one answer and says whether it is right.
func (t *Ratio) count(right bool) bool {
	t.Of++
	if right {
		t.Right++
	}
	return right
}

// Add adds the figures of o to a.
func (a *Account) Add(o Account) {
	a.Gold, a.Found, a.Predicted = a.Gold+o.Gold, a.Found+o.Found, a.Predicted+o.Predicted
	mine, other := a.ratios(), o.ratios()
	for i := range mine {
		mine[i].ratio.add(*other[i].ratio)
	}
}

type namedRatio struct {
	name  string
	ratio *Ratio
}

func (a *Account) ratios() []namedRatio {
	return []namedRatio{
		{"speakers", &a.Speakers}, {"via", &a.Via}, {"addressees", &a.Addressees}, {"forms", &a.Forms},
		{"own voice", &a.OwnVoice}, {"scare", &a.Scare},
	}
}

// Figures returns the figures on one line.
func (a *Account) Figures() string {
	line := fmt.Sprintf("found %d of %d, reported %d", a.Found, a.Gold, a.Predicted)
	for _, t := range a.ratios() {
		line += fmt.Sprintf(", %s %d of %d", t.name, t.ratio.Right, t.ratio.Of)
	}
	return line
}

// AccountFor compares the reading of a sample with its annotation.
func AccountFor(s samples.Sample, r *hearsay.Reading) Account {
	var gold []Attribution
	for _, w := range s.Want {
		gold = append(gold, Attribution{Source: spansOf(w.Source), Cue: spansOf(w.Cue), Content: spansOf(w.Content)})
	}
	a := Account{Nested: ScoreNested(s.Text, gold, FromReading(r))}
	for _, w := range s.Want {
		if got := byCue(r, w); got != nil {
			a.compare(s, r, w, got)
		}
	}
	a.marked("own voice", &a.OwnVoice, s, s.OwnVoice, r.OwnVoice)
	a.marked("scare quote", &a.Scare, s, s.Scare, r.ScareQuotes)
	return a
}

// compare counts what is said of one attribution that was found.
func (a *Account) compare(s samples.Sample, r *hearsay.Reading, w samples.Want, got *hearsay.Attribution) {
	cue := strings.Join(strings.Fields(r.Text(got.Cue.Spans)), " ")
	check := func(t *Ratio, what string, right bool, want, read string) {
		if !t.count(right) {
			a.Wrong = append(a.Wrong, fmt.Sprintf("%s of %q: %s, not %s", what, cue, orNone(read), orNone(want)))
		}
	}
	if w.Speaker != "" {
		name := speakerName(r, got.Source.Speaker)
		check(&a.Speakers, "speaker", name != "" && sameName(name, w.Speaker), w.Speaker, name)
	}
	if w.Via >= 0 || got.Via != "" {
		relay := ""
		if w.Via >= 0 {
			relay = s.Words(s.Want[w.Via].Cue)
		}
		t := &a.Via
		if w.Via < 0 {
			t = &Ratio{} // a relay that is none shows as spurious already
		}
		found := w.Via >= 0 && got.Via != "" && byCue(r, s.Want[w.Via]) != nil && byCue(r, s.Want[w.Via]).ID == got.Via
		check(t, "via", found, relay, cueOf(r, got.Via))
	}
	if len(w.To) > 0 || len(got.Addressee.Spans) > 0 {
		check(&a.Addressees, "addressee", sharesByte(w.To, got.Addressee.Spans), s.Words(w.To), r.Text(got.Addressee.Spans))
	}
	check(&a.Forms, "form", got.Form == w.Form, w.Form, got.Form)
}

// marked counts over the spans that either side marks.
func (a *Account) marked(what string, t *Ratio, s samples.Sample, want []samples.Span, got []hearsay.Span) {
	for _, w := range want {
		if !t.count(sharesByte([]samples.Span{w}, got)) {
			a.Wrong = append(a.Wrong, fmt.Sprintf("%s missed: %s", what, s.Text[w.Start:w.End]))
		}
	}
	for _, g := range got {
		if !sharesByte(want, []hearsay.Span{g}) {
			t.count(false)
			a.Wrong = append(a.Wrong, fmt.Sprintf("%s spurious: %s", what, s.Text[g.Start:g.End]))
		}
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return strings.Join(strings.Fields(s), " ")
}

func spansOf(spans []samples.Span) []Span {
	var out []Span
	for _, s := range spans {
		out = append(out, Span{Bytes: hearsay.Span(s)})
	}
	return out
}

func sharesByte(a []samples.Span, b []hearsay.Span) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Start < y.End && y.Start < x.End {
				return true
			}
		}
	}
	return false
}

// byCue returns the attribution whose cue overlaps the wanted one.
func byCue(r *hearsay.Reading, w samples.Want) *hearsay.Attribution {
	for i := range r.Attributions {
		if sharesByte(w.Cue, r.Attributions[i].Cue.Spans) {
			return &r.Attributions[i]
		}
	}
	return nil
}

func cueOf(r *hearsay.Reading, id string) string {
	for i := range r.Attributions {
		if r.Attributions[i].ID == id {
			return r.Text(r.Attributions[i].Cue.Spans)
		}
	}
	return ""
}

func speakerName(r *hearsay.Reading, id string) string {
	for _, s := range r.Speakers {
		if s.ID == id {
			return s.Name
		}
	}
	return ""
}

// sameName allows for titles and articles on either side: one name holds the words
// of the other, each as a whole.
func sameName(a, b string) bool {
	x, y := nameWords(a), nameWords(b)
	return holds(x, y) || holds(y, x)
}

// nameWords returns the words of a name in lower case, without an article before it
// and marks around them.
func nameWords(name string) []string {
	words := strings.Fields(strings.ToLower(name))
	for i := range words {
		words[i] = strings.Trim(words[i], ".,;:\"“”‘()")
	}
	if len(words) > 1 && (words[0] == "the" || words[0] == "a" || words[0] == "an") {
		words = words[1:]
	}
	return words
}

// holds reports whether the words of part follow one another in those of whole.
func holds(whole, part []string) bool {
	for i := 0; i+len(part) <= len(whole); i++ {
		if slices.Equal(whole[i:i+len(part)], part) {
			return true
		}
	}
	return false
}
