package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"hearsay"
	"hearsay/internal/nlp"
)

// confusionCase is one case of testdata/confusion.
type confusionCase struct {
	name, text, want string
	gold, read       []Attribution
}

func confusionCases(t testing.TB) []confusionCase {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "confusion", "kinds.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []confusionCase
	for _, f := range archive.Files {
		name, part, _ := strings.Cut(f.Name, "/")
		if n := len(cases); n == 0 || cases[n-1].name != name {
			cases = append(cases, confusionCase{name: name})
		}
		c := &cases[len(cases)-1]
		switch data := string(f.Data); part {
		case "text":
			c.text = data
		case "gold":
			c.gold = written(t, c.text, data)
		case "read":
			c.read = written(t, c.text, data)
		case "want":
			c.want = data
		}
	}
	return cases
}

// written finds attributions written as "source | cue | content", a line each.
func written(t testing.TB, text, data string) []Attribution {
	t.Helper()
	var out []Attribution
	for line := range strings.Lines(data) {
		roles := strings.Split(strings.TrimSpace(line), " | ")
		if len(roles) != 3 {
			t.Fatalf("%q has not three roles", line)
		}
		out = append(out, Attribution{
			Source: places(t, text, roles[0]), Cue: places(t, text, roles[1]), Content: places(t, text, roles[2]),
		})
	}
	return out
}

func places(t testing.TB, text, words string) []Span {
	t.Helper()
	if words == "-" {
		return nil
	}
	var out []Span
	for _, part := range strings.Split(words, " … ") {
		part, nth, _ := strings.Cut(part, " #")
		n, _ := strconv.Atoi(nth)
		at := 0
		for range max(n, 1) {
			i := strings.Index(text[at:], part)
			if i < 0 {
				t.Fatalf("%q is not in %q", part, text)
			}
			at += i + len(part)
		}
		out = append(out, Span{
			utf8.RuneCountInString(text[:at-len(part)]), utf8.RuneCountInString(text[:at]),
			hearsay.Span{Start: at - len(part), End: at},
		})
	}
	return out
}

func TestKindsOfMistakes(t *testing.T) {
	for _, tt := range confusionCases(t) {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			for _, m := range Mistakes(tt.text, tt.gold, tt.read) {
				switch {
				case m.Relation:
					fmt.Fprintf(&got, "inexact: %s\n", strings.Join(m.Roles, ", "))
				case m.New == nil:
					fmt.Fprintf(&got, "missed: %s\n", m.Kind)
				case m.Old == nil:
					fmt.Fprintf(&got, "spurious: %s\n", m.Kind)
				default:
					fmt.Fprintf(&got, "both: %s\n", m.Kind)
				}
			}
			c := Confusion{}
			c.Add(&Article{Text: tt.text, Annotations: []Annotation{{Attributions: tt.gold}}}, tt.read, nil)
			fmt.Fprintf(&got, "found %d\n", c.Report().Total.Found)
			if sortLines(got.String()) != sortLines(tt.want) {
				t.Errorf("got:\n%swant:\n%s", got.String(), tt.want)
			}
		})
	}
}

func sortLines(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestEveryKindHasACase keeps the fixture and the list of kinds in step.
func TestEveryKindHasACase(t *testing.T) {
	seen := map[Kind]bool{}
	for _, tt := range confusionCases(t) {
		for _, m := range Mistakes(tt.text, tt.gold, tt.read) {
			seen[m.Kind] = true
		}
	}
	for _, kind := range kinds {
		if !seen[kind] {
			t.Errorf("no case shows %q", kind)
		}
		delete(seen, kind)
	}
	delete(seen, "")
	for kind := range seen {
		t.Errorf("%q is not in the list of kinds", kind)
	}
}

// TestConfusionAddsUp checks, on the cases and on random mixtures of their
// annotations, that the counts are those of the figures.
func TestConfusionAddsUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for range 20 {
		var s Scorer
		c := Confusion{Examples: 1}
		for _, tt := range confusionCases(t) {
			pool := append(append([]Attribution{}, tt.gold...), tt.read...)
			if len(pool) == 0 {
				continue
			}
			pick := func() []Attribution {
				out := make([]Attribution, rng.IntN(4))
				for i := range out {
					out[i] = Attribution{pool[rng.IntN(len(pool))].Source, pool[rng.IntN(len(pool))].Cue, pool[rng.IntN(len(pool))].Content, nil}
				}
				return out
			}
			a := Article{Name: tt.name, Text: tt.text, Annotations: []Annotation{{Attributions: pick()}}}
			read := pick()
			s.Add(a.Text, a.Gold(), read)
			c.Add(&a, read, nil)
		}
		checkSums(t, s.Scores(), c.Report())
	}
}

func checkSums(t *testing.T, s Scores, r Report) {
	t.Helper()
	if r.Total.Gold != s.Gold || r.Total.Found+r.Total.Spurious != s.Predicted || r.Total.Found+r.Total.Missed != s.Gold {
		t.Errorf("total %+v, figures %d gold, %d predicted", r.Total, s.Gold, s.Predicted)
	}
	if got := round1(percent(r.Total.Found, s.Gold)); got != s.Relation.R {
		t.Errorf("recall %v, figures %v", got, s.Relation.R)
	}
	if d := r.Forms[0]; d.Gold != s.Direct.N || round1(percent(d.Found, d.Gold)) != s.Direct.R {
		t.Errorf("direct %+v, figures %+v", d, s.Direct)
	}
	var byKind Tally
	for _, k := range r.Kinds {
		byKind.Missed += k.Missed
		byKind.Spurious += k.Spurious
		if k.Missed+k.Spurious == 0 || len(k.Examples) != 1 {
			t.Errorf("%+v", k)
		}
	}
	if byKind.Missed != r.Total.Missed || byKind.Spurious != r.Total.Spurious {
		t.Errorf("kinds add up to %+v, total %+v", byKind, r.Total)
	}
	for _, rows := range [][]NamedTally{r.Forms, r.Lemmas} {
		var sum Tally
		for _, row := range rows {
			sum.Gold += row.Gold
			sum.Found += row.Found
			sum.Missed += row.Missed
			sum.Spurious += row.Spurious
		}
		if sum != r.Total {
			t.Errorf("rows add up to %+v, total %+v", sum, r.Total)
		}
	}
}

func TestConfusionReport(t *testing.T) {
	const text = "Orde: Dues rise. Pilots fear\x1b[2J the channel, and Orde said \u202eit silts up."
	const want = `what went wrong                        missed spurious
cue not found                               1        ·
    harbour:24
      gold  Pilots | fear | the channel
content under another cue                   ·        1
    harbour:46
      read  Orde | and | it silts up
without a cue                               1        ·
    harbour:4
      gold  Orde | : | Dues rise
all                                         2        1
found 1, but not word for word:      cue 0, source 0, content 1

form                       gold  found missed spurious
direct                        0      0      0        0
indirect                      3      1      2        1
all                           3      1      2        1

cues with most mistakes    gold  found missed spurious
:                             1      0      1        0
fear                          1      0      1        0
and                           0      0      0        1
said                          1      1      0        0
`
	a := Article{Name: "harbour", Text: text, Annotations: []Annotation{{Attributions: written(t, text,
		"Orde | : | Dues rise\nPilots | fear | the channel\nOrde #2 | said | \u202eit silts up\n")}}}
	c := Confusion{Examples: 2}
	c.Add(&a, written(t, text, "Orde #2 | said | it silts\nOrde #2 | and | it silts up\n"), nil)
	for _, tt := range []struct {
		color bool
		want  string
	}{{false, want}, {true, ""}} {
		var got bytes.Buffer
		if err := c.Report().WriteTable(&got, TableOptions{Color: tt.color}); err != nil {
			t.Fatal(err)
		}
		if !tt.color && got.String() != tt.want {
			t.Errorf("got:\n%s\nwant:\n%s", got.String(), tt.want)
		}
		if strings.Contains(got.String(), "\x1b[2J") || strings.Contains(got.String(), "\u202e") {
			t.Error("the text of an article acts on the terminal")
		}
		if tt.color != strings.Contains(got.String(), "\x1b[1m") {
			t.Error("colours are not as asked for")
		}
	}
	line, err := json.Marshal(c.Report())
	if err != nil {
		t.Fatal(err)
	}
	if want := `"examples":[{"file":"harbour","offset":4,"gold":"Orde | : | Dues rise"}]`; !strings.Contains(string(line), want) {
		t.Errorf("%s\nis without %s", line, want)
	}
}

func TestCueLemma(t *testing.T) {
	doc := nlp.FromWords([]nlp.Sentence{{Words: []nlp.Word{
		{Form: "Orde", SpaceAfter: true, Head: 2, Tag: nlp.TagNNP, Dep: nlp.DepNsubj},
		{Form: "has", SpaceAfter: true, Head: 2, Tag: nlp.TagVBZ, Dep: nlp.DepAux},
		{Form: "said", SpaceAfter: true, Head: -1, Tag: nlp.TagVBN, Dep: nlp.DepRoot},
		{Form: "in", SpaceAfter: true, Head: 4, Tag: nlp.TagIN, Dep: nlp.DepCase},
		{Form: "interviews", Head: 2, Tag: nlp.TagNNS, Dep: nlp.DepObl},
		{Form: ":", Head: 2, Tag: nlp.TagColon, Dep: nlp.DepPunct},
	}}})
	for i, lemma := range []string{"Orde", "have", "say", "in", "interview", ":"} {
		doc.Tokens[i].Lemma = lemma
	}
	doc.Tokens[5].Shape |= nlp.ShapePunct
	lemma := CueLemma(doc)
	for cue, want := range map[string]string{
		"has said in interviews:": "say", "interviews": "interview", "in": "in", ":": ":", "-": "-",
	} {
		if got := lemma(Attribution{Cue: places(t, doc.Text, cue)}); got != want {
			t.Errorf("%q is named %q, want %q", cue, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	for _, tt := range []struct {
		s    string
		n    int
		want string
	}{
		{"", 5, ""}, {"ébène", 5, "ébène"}, {"ébènes", 5, "ébè…s"}, {"abc", 1, "a…"}, {"a\x07b", 9, "a\uFFFDb"},
	} {
		if got := clip(tt.s, tt.n); got != tt.want {
			t.Errorf("clip(%q, %d) = %q, want %q", tt.s, tt.n, got, tt.want)
		}
	}
}

func TestReadAll(t *testing.T) {
	articles := make([]Article, 50)
	for i := range articles {
		articles[i].Name = strconv.Itoa(i)
	}
	steps := 0
	got, err := ReadAll(t.Context(), articles, 4, func(a *Article) (string, error) { return a.Name, nil }, func() { steps++ })
	if err != nil || steps != 50 || got[0] != "0" || got[49] != "49" {
		t.Errorf("%d steps, %v, %v", steps, got, err)
	}
	_, err = ReadAll(t.Context(), articles, 4, func(a *Article) (string, error) {
		return "", fmt.Errorf("no %s", a.Name)
	}, func() {})
	if err == nil || !strings.HasPrefix(err.Error(), "no ") {
		t.Errorf("error %v", err)
	}
}

// FuzzMistakes compares any two annotations of any text: nothing is counted
// twice, whatever they say.
func FuzzMistakes(f *testing.F) {
	f.Add("T1\tCue 5 9\t\nE1\tCue:T1\n", "T1\tCue 5 9\t\nT2\tContent 10 14\t\nE1\tCue:T1 Content:T2\n", "Orde said rain")
	f.Add("T1\tContent 0 4;5 9\t\nE1\tContent:T1\nE2\tContent:T1", "E1\tSource:T1\nT1\tSource 0 99\n", "Orde said")
	f.Fuzz(func(t *testing.T, gold, read, text string) {
		if !utf8.ValidString(text) || len(gold)+len(read) > 4000 {
			return
		}
		a := Article{Name: "f", Text: text, Annotations: []Annotation{ParseBrat("g", gold, text)}}
		found := ParseBrat("r", read, text).Attributions
		var s Scorer
		s.Add(text, a.Gold(), found)
		c := Confusion{Examples: 1}
		c.Add(&a, found, nil)
		r := c.Report()
		checkSums(t, s.Scores(), r)
		if err := r.WriteTable(io.Discard, TableOptions{Width: 10}); err != nil {
			t.Fatal(err)
		}
	})
}
