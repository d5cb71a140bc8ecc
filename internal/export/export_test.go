package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"hearsay"
	"hearsay/internal/samples"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; go test ./internal/export -update writes it anew. Got:\n%s", path, got)
	}
}

// sampleReading returns what people marked in a sample as a Reading, so that
// the formats are tested without the engine.
func sampleReading(t testing.TB, name string) *hearsay.Reading {
	t.Helper()
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Name == name {
			return fromSample(s)
		}
	}
	t.Fatalf("no sample %s", name)
	return nil
}

func fromSample(s samples.Sample) *hearsay.Reading {
	r := &hearsay.Reading{Engine: "0.0.0+hand", Article: hearsay.NewArticle(s.Text)}
	r.Article.File = s.Name + ".txt"
	r.OwnVoice, r.ScareQuotes = toSpans(s.OwnVoice), toSpans(s.Scare)
	speakers := map[string]string{}
	for i, want := range s.Want {
		a := hearsay.Attribution{
			ID: fmt.Sprintf("a%d", i+1), Form: want.Form, Score: 1 - float64(i%7)/8,
			Content: toSpans(want.Content),
			Cue:     hearsay.Cue{Spans: toSpans(want.Cue), Stance: "neutral"},
			Source:  hearsay.Source{Spans: toSpans(want.Source), Naming: "named"},
		}
		a.Addressee.Spans = toSpans(want.To)
		if want.Speaker != "" {
			if speakers[want.Speaker] == "" {
				speakers[want.Speaker] = fmt.Sprintf("s%d", len(speakers)+1)
				r.Speakers = append(r.Speakers, hearsay.Speaker{ID: speakers[want.Speaker], Name: want.Speaker, Kind: "person"})
			}
			a.Source.Speaker = speakers[want.Speaker]
		}
		if want.Via >= 0 {
			a.Via = fmt.Sprintf("a%d", want.Via+1)
		}
		r.Attributions = append(r.Attributions, a)
	}
	for i := range s.Want {
		for j := i; j >= 0; j = s.Want[j].Via {
			if name := s.Want[j].Speaker; name != "" {
				r.Attributions[i].Chain = append([]string{name}, r.Attributions[i].Chain...)
			}
		}
		if r.Article.Outlet != "" {
			r.Attributions[i].Chain = append([]string{r.Article.Outlet}, r.Attributions[i].Chain...)
		}
	}
	return r
}

func toSpans(in []samples.Span) []hearsay.Span {
	var out []hearsay.Span
	for _, s := range in {
		out = append(out, hearsay.Span(s))
	}
	return out
}

// awkward is a reading of a text with everything that breaks exporters: wide
// and combining characters, an emoji before the words, a span over paragraphs,
// interrupted content, quotation marks, commas, controls, right-to-left script.
func awkward() *hearsay.Reading {
	const text = "💩 Ŝino, \"the é\u0301lder\", said: “First,\r\n\r\n\u2028second =part”, he went on,\t“third\x1b[31m”. 市長は語った。 אמר ראש העיר.\n"
	r := &hearsay.Reading{Engine: "0.0.0+hand", Article: hearsay.NewArticle(text)}
	r.Article.File = "awkward.txt"
	span := func(s string) hearsay.Span {
		i := strings.Index(text, s)
		return hearsay.Span{Start: i, End: i + len(s)}
	}
	r.Speakers = []hearsay.Speaker{{ID: "s1", Name: "Ŝino", Kind: "person", Role: "élder", Mentions: []hearsay.Span{span("Ŝino")}}}
	r.Attributions = []hearsay.Attribution{
		{
			ID: "a1", Form: "direct", Act: "assertion", Score: 0.93456, Rule: "verb",
			Source:  hearsay.Source{Spans: []hearsay.Span{span("Ŝino, \"the é\u0301lder\"")}, Naming: "named", Speaker: "s1"},
			Cue:     hearsay.Cue{Spans: []hearsay.Span{span("said")}, Lemma: "say", Stance: "neutral"},
			Content: []hearsay.Span{span("“First,\r\n\r\n\u2028second =part”"), span("“third\x1b[31m”")},
			Medium:  "interview", SaidAt: "2022-02-12", Chain: []string{"Ŝino"},
		},
		{ID: "a2", Form: "indirect", Source: hearsay.Source{Spans: []hearsay.Span{span("市長")}}, Content: []hearsay.Span{span("語った")}, Score: 0.5},
		{ID: "a3", Form: "indirect", Cue: hearsay.Cue{Spans: []hearsay.Span{span("אמר")}, Negated: true}, Via: "a3"},
		{ID: "a4"},
	}
	return r
}

// readings are all fixtures.
func readings(t testing.TB) []*hearsay.Reading {
	t.Helper()
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	out := []*hearsay.Reading{awkward(), {Article: hearsay.NewArticle("")}}
	for _, s := range all {
		out = append(out, fromSample(s))
	}
	return out
}

func TestGolden(t *testing.T) {
	relay, odd := sampleReading(t, "agency-relay"), awkward()
	golden(t, "relay.jsonl", AppendJSON(nil, relay))
	golden(t, "relay.csv", written(t, "csv", relay))
	golden(t, "relay.ann", AppendBrat(nil, relay))
	golden(t, "relay.flat.ann", AppendBrat(nil, Flatten(relay)))
	golden(t, "relay.80.txt", AppendText(nil, relay, TextOptions{}))
	golden(t, "relay.120.txt", AppendText(nil, relay, TextOptions{Width: 120, Scores: true}))
	golden(t, "relay.color.txt", AppendText(nil, relay, TextOptions{Color: true}))
	golden(t, "awkward.jsonl", AppendJSON(nil, odd))
	golden(t, "awkward.csv", written(t, "csv", odd))
	golden(t, "awkward.ann", AppendBrat(nil, odd))
	golden(t, "awkward.30.txt", AppendText(nil, odd, TextOptions{Width: 30}))
}

// jsonSpan and jsonReading are the contract as a reader of the JSON sees it.
type jsonSpan struct {
	Start, End int
	Text       string
}

type jsonReading struct {
	Schema, Engine string
	Article        struct{ ID, Text, SHA256 string }
	Speakers       []struct {
		ID, Name string
		Mentions []jsonSpan
	}
	Attributions []struct {
		ID, Via                         string
		Source, Cue, Content, Addressee *struct{ Spans []jsonSpan }
		Chain                           []string
		Score                           *float64
	}
	OwnVoice    []jsonSpan `json:"own_voice"`
	ScareQuotes []jsonSpan `json:"scare_quotes"`
}

func TestJSONSpansReslice(t *testing.T) {
	for _, r := range readings(t) {
		line := AppendJSON(nil, r)
		if bytes.Count(line, []byte("\n")) != 1 || !json.Valid(line) || !utf8.Valid(line) {
			t.Fatalf("%s: not one line of valid JSON: %s", r.Article.File, line)
		}
		var got jsonReading
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatal(err)
		}
		if got.Schema != Schema || got.Article.Text != r.Article.Text || len(got.Attributions) != len(r.Attributions) {
			t.Fatalf("%s: text or attributions lost", r.Article.File)
		}
		runes := []rune(got.Article.Text)
		check := func(spans []jsonSpan, want []hearsay.Span) {
			t.Helper()
			if len(spans) != len(want) {
				t.Fatalf("%s: %d spans for %d", r.Article.File, len(spans), len(want))
			}
			for i, s := range spans {
				if string(runes[s.Start:s.End]) != s.Text || s.Text != r.Slice(want[i]) {
					t.Errorf("%s: %d-%d is %q, says %q", r.Article.File, s.Start, s.End, string(runes[s.Start:s.End]), s.Text)
				}
			}
		}
		for i, a := range got.Attributions {
			want := &r.Attributions[i]
			roles := []struct {
				got  *struct{ Spans []jsonSpan }
				want []hearsay.Span
			}{{a.Source, want.Source.Spans}, {a.Cue, want.Cue.Spans}, {a.Content, want.Content}, {a.Addressee, want.Addressee.Spans}}
			for _, role := range roles {
				if (role.got == nil) != (len(role.want) == 0) {
					t.Fatalf("%s: an absent role is there, or a present one is not", a.ID)
				}
				if role.got != nil {
					check(role.got.Spans, role.want)
				}
			}
			if a.Chain == nil || a.Score == nil {
				t.Errorf("%s: no chain or no score", a.ID)
			}
		}
		check(got.OwnVoice, r.OwnVoice)
		check(got.ScareQuotes, r.ScareQuotes)
	}
}

func TestBratSpansReslice(t *testing.T) {
	for _, r := range readings(t) {
		for _, reading := range []*hearsay.Reading{r, Flatten(r)} {
			runes := []rune(r.Article.Text)
			events := 0
			for line := range strings.Lines(string(AppendBrat(nil, reading))) {
				fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
				if fields[0][0] == 'E' {
					events++
					continue
				}
				_, where, _ := strings.Cut(fields[1], " ")
				var words []string
				last := 0
				for piece := range strings.SplitSeq(where, ";") {
					var s, e int
					if _, err := fmt.Sscan(piece, &s, &e); err != nil {
						t.Fatalf("%q: %v", line, err)
					}
					if s < last || e <= s {
						t.Errorf("%q: fragments out of order", line)
					}
					last = e
					words = append(words, string(runes[s:e]))
				}
				if got := strings.Join(words, " "); got != fields[2] || strings.ContainsAny(got, lineBreaks) {
					t.Errorf("%q covers %q", line, got)
				}
			}
			if reading == r && r.Article.File != "awkward.txt" && events != len(r.Attributions) {
				t.Errorf("%s: %d events for %d attributions", r.Article.File, events, len(r.Attributions))
			}
		}
	}
}

func TestCSVReadsBack(t *testing.T) {
	span := regexp.MustCompile(`^(\d+)-(\d+)$`)
	for _, r := range readings(t) {
		rows, err := csv.NewReader(bytes.NewReader(written(t, "csv", r))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(r.Attributions)+1 || len(rows[0]) != len(columns) {
			t.Fatalf("%s: %d rows for %d attributions", r.Article.File, len(rows), len(r.Attributions))
		}
		runes := []rune(r.Article.Text)
		for _, row := range rows[1:] {
			cells := map[string]string{}
			for i, name := range rows[0] {
				cells[name] = row[i]
			}
			for _, role := range []string{"source", "cue", "content", "addressee"} {
				var words []string
				for part := range strings.SplitSeq(cells[role+"_spans"], ";") {
					if m := span.FindStringSubmatch(part); m != nil {
						start, _ := strconv.Atoi(m[1])
						end, _ := strconv.Atoi(m[2])
						words = append(words, string(runes[start:end]))
					}
				}
				// The csv package reads CR LF inside a cell as LF.
				want := strings.ReplaceAll(strings.Join(words, " … "), "\r\n", "\n")
				if cells[role] != want {
					t.Errorf("%s is %q, its spans cover %q", role, cells[role], want)
				}
			}
		}
	}
}

func TestFlatWordsAreInOneAttribution(t *testing.T) {
	for _, r := range readings(t) {
		before := string(AppendJSON(nil, r))
		flat := Flatten(r)
		if string(AppendJSON(nil, r)) != before {
			t.Fatalf("%s: the reading was changed", r.Article.File)
		}
		type claim struct{ attribution, role string }
		owner := map[int]claim{}
		for i := range flat.Attributions {
			a := &flat.Attributions[i]
			if a.Via != "" {
				t.Errorf("%s: %s is relayed", r.Article.File, a.ID)
			}
			for role, spans := range map[string][]hearsay.Span{"source": a.Source.Spans, "cue": a.Cue.Spans, "content": a.Content} {
				for _, s := range spans {
					for b := s.Start; b < s.End; b++ {
						o, taken := owner[b]
						if taken && (o.role != "source" || role != "source") {
							t.Fatalf("%s: byte %d is %s of %s and %s of %s", r.Article.File, b, o.role, o.attribution, role, a.ID)
						}
						owner[b] = claim{a.ID, role}
					}
				}
			}
		}
	}
}

func TestFlattenKeepsTheSurer(t *testing.T) {
	sp := func(s, e int) []hearsay.Span { return []hearsay.Span{{Start: s, End: e}} }
	r := &hearsay.Reading{Article: hearsay.NewArticle(strings.Repeat("word ", 20))}
	r.Attributions = []hearsay.Attribution{
		{ID: "a", Score: 0.5, Source: hearsay.Source{Spans: sp(0, 4)}, Content: sp(10, 30)},
		{ID: "b", Score: 0.9, Source: hearsay.Source{Spans: sp(0, 9)}, Content: sp(25, 40)},   // wins over a
		{ID: "c", Score: 0.4, Source: hearsay.Source{Spans: sp(5, 9)}, Content: sp(45, 60)},   // shares b's source
		{ID: "d", Score: 0.8, Source: hearsay.Source{Spans: sp(50, 54)}, Content: sp(65, 70)}, // its source wins over c's content
		{ID: "e", Score: 0.9, Via: "b", Content: sp(80, 90)},
	}
	flat := Flatten(r)
	var ids []string
	for _, a := range flat.Attributions {
		ids = append(ids, a.ID)
	}
	if got := strings.Join(ids, " "); got != "b d" {
		t.Errorf("kept %s, want b d", got)
	}
}

func TestTextFitsTheTerminal(t *testing.T) {
	for _, r := range readings(t) {
		fitsTheTerminal(t, r, 1, 30, 40, 80, 120, 400)
	}
}

// fitsTheTerminal checks the account of r at several widths, in columns.
func fitsTheTerminal(t *testing.T, r *hearsay.Reading, widths ...int) {
	t.Helper()
	sgr := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for _, width := range widths {
		plain := string(AppendText(nil, r, TextOptions{Width: width}))
		colored := string(AppendText(nil, r, TextOptions{Width: width, Color: true}))
		if strings.ContainsAny(plain, "\x1b\x07\r\t\u202e") {
			t.Fatalf("%s: the account can act on the terminal: %q", r.Article.File, plain)
		}
		if strings.TrimRight(sgr.ReplaceAllString(colored, ""), " ") != plain {
			t.Errorf("%s at %d: colour changes more than colour", r.Article.File, width)
		}
		for line := range strings.Lines(plain) {
			if w := textWidth(strings.TrimSuffix(line, "\n")); w > max(min(width, maxWidth), minWidth) {
				t.Errorf("%s: line of %d columns at width %d: %q", r.Article.File, w, width, line)
			}
		}
	}
}

// TestTextOfCircles holds the account to print each attribution once, however
// the relays point.
func TestTextOfCircles(t *testing.T) {
	r := &hearsay.Reading{Article: hearsay.NewArticle("Nobody said anything at all.")}
	const depth = 1000
	for i := range depth {
		r.Attributions = append(r.Attributions, hearsay.Attribution{
			ID: strconv.Itoa(i), Via: strconv.Itoa((i + 1) % depth), Content: []hearsay.Span{{Start: 0, End: 6}},
		})
	}
	text := string(AppendText(nil, r, TextOptions{Width: 80}))
	if n := strings.Count(text, "Nobody\n"); n != depth {
		t.Errorf("%d of %d attributions printed", n, depth)
	}
}

func FuzzAppendJSONString(f *testing.F) {
	for _, s := range []string{"", "a\"b\\", "\x00\x1f\x7f", "é\u2028\u2029", "\xff\xc3", "💩"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var back string
		if err := json.Unmarshal(appendJSONString(nil, s), &back); err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(s) && back != s {
			t.Errorf("%q comes back as %q", s, back)
		}
	})
}

func BenchmarkAppendJSON(b *testing.B) {
	r := sampleReading(b, "agency-relay")
	var dst []byte
	for b.Loop() {
		dst = AppendJSON(dst[:0], r)
	}
	b.SetBytes(int64(len(r.Article.Text)))
}

func BenchmarkAppendText(b *testing.B) {
	r := sampleReading(b, "agency-relay")
	var dst []byte
	for b.Loop() {
		dst = AppendText(dst[:0], r, TextOptions{Color: true})
	}
}
