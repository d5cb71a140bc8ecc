package samples

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	openingMarks = "\"'“‘"
	closingMarks = "\"'”’"
)

// all returns the samples, the articles the models are trained on and those
// kept back to measure them, which are written in the same way.
func all(t *testing.T) []Sample {
	t.Helper()
	samples, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"../../corpus", "../../testdata/heldout"} {
		more, err := Load(os.DirFS(folder), ".")
		if err != nil {
			t.Fatal(err)
		}
		samples = append(samples, more...)
	}
	return samples
}

func TestAll(t *testing.T) {
	samples := all(t)
	if len(samples) < 58 {
		t.Errorf("%d articles, want at least 58", len(samples))
	}
	for _, s := range samples {
		t.Run(s.Name, func(t *testing.T) {
			if n := len(strings.Fields(s.Text)); n < 180 || n > 600 {
				t.Errorf("the article has %d words, want 180 to 600", n)
			}
			if s.About == "" || !utf8.ValidString(s.Text) || strings.ContainsAny(s.Text, "\r\t") {
				t.Error("want a comment, and an article in UTF-8 without carriage returns and tabs")
			}
			spans := slices.Concat(s.OwnVoice, s.Scare)
			for _, w := range s.Want {
				spans = slices.Concat(spans, w.Source, w.Cue, w.Content, w.To)
			}
			for _, sp := range spans {
				if words := s.Text[sp.Start:sp.End]; words == "" || strings.TrimSpace(words) != words || !utf8.ValidString(words) {
					t.Errorf("%q is empty, padded, or cut inside a character", words)
				}
			}
		})
	}
}

// The order of the blocks decides the order in which an account of the article
// is printed and compared.
func TestWantInTextOrder(t *testing.T) {
	place := func(w Want) int {
		if len(w.Cue) > 0 {
			return w.Cue[0].Start
		}
		return w.Content[0].Start
	}
	for _, s := range all(t) {
		for i := 1; i < len(s.Want); i++ {
			if place(s.Want[i]) <= place(s.Want[i-1]) {
				t.Errorf("%s: attribution %d stands before the one ahead of it", s.Name, i+1)
			}
		}
	}
}

func TestEveryNestedAttributionSaysWhoRelaysIt(t *testing.T) {
	for _, s := range all(t) {
		for i, inner := range s.Want {
			for j, outer := range s.Want {
				if i != j && len(inner.Cue) > 0 && within(inner.Cue, outer.Content) && inner.Via < 0 {
					t.Errorf("%s: attribution %d lies in the content of %d, but has no via", s.Name, i+1, j+1)
				}
			}
			if inner.Via >= 0 && !within(inner.Content, s.Want[inner.Via].Content) {
				t.Errorf("%s: the content of attribution %d is not inside what is said to relay it", s.Name, i+1)
			}
			steps := 0
			for k := i; k >= 0; k = s.Want[k].Via {
				if steps++; steps > len(s.Want) {
					t.Fatalf("%s: attribution %d relays itself", s.Name, i+1)
				}
			}
		}
	}
}

func TestRolesDoNotOverlap(t *testing.T) {
	for _, s := range all(t) {
		for i, w := range s.Want {
			roles := slices.Concat(w.Source, w.Cue, w.Content, w.To)
			slices.SortFunc(roles, func(a, b Span) int { return a.Start - b.Start })
			for k := 1; k < len(roles); k++ {
				if roles[k].Start < roles[k-1].End {
					t.Errorf("%s: attribution %d uses %q twice", s.Name, i+1, s.Text[roles[k].Start:roles[k-1].End])
				}
			}
		}
	}
}

// Where the whole content is quoted, its first part opens a quotation and its
// last one closes it; where none of it is, no double mark is in it.
func TestForm(t *testing.T) {
	for _, s := range all(t) {
		for i, w := range s.Want {
			words := s.Words(w.Content)
			first, _ := utf8.DecodeRuneInString(words)
			last, _ := utf8.DecodeLastRuneInString(words)
			switch w.Form {
			case "direct":
				if !strings.ContainsRune(openingMarks, first) || !strings.ContainsRune(closingMarks, last) {
					t.Errorf("%s: attribution %d is direct, its content is %q", s.Name, i+1, words)
				}
			case "mixed":
				if !strings.ContainsAny(words, openingMarks) {
					t.Errorf("%s: attribution %d is mixed without a mark in %q", s.Name, i+1, words)
				}
			case "indirect":
				if strings.ContainsAny(words, "\"“") {
					t.Errorf("%s: attribution %d is indirect with quoted words in %q", s.Name, i+1, words)
				}
			}
		}
	}
}

func TestOwnVoiceIsNobodys(t *testing.T) {
	overlap := func(a, b Span) bool { return a.Start < b.End && b.Start < a.End }
	for _, s := range all(t) {
		for _, own := range s.OwnVoice {
			for i, w := range s.Want {
				for _, sp := range slices.Concat(w.Source, w.Cue, w.Content) {
					if overlap(own, sp) {
						t.Errorf("%s: attribution %d has a part in the article's own %q", s.Name, i+1, s.Text[own.Start:own.End])
					}
				}
			}
		}
		for _, scare := range s.Scare {
			words := s.Text[scare.Start:scare.End]
			first, _ := utf8.DecodeRuneInString(words)
			last, _ := utf8.DecodeLastRuneInString(words)
			if !strings.ContainsRune(openingMarks, first) || !strings.ContainsRune(closingMarks, last) {
				t.Errorf("%s: %q has lost its quotation marks", s.Name, words)
			}
		}
	}
}

func TestLocate(t *testing.T) {
	const text = "She told Her: he told them, he said. “No,” he told her – again."
	tests := []struct {
		value, want string
		starts      []int
	}{
		{"told", "told", []int{4}},
		{"told #3", "told", []int{strings.LastIndex(text, "told")}},
		{"he", "he", []int{strings.Index(text, " he told") + 1}},
		{"he #2", "he", []int{strings.Index(text, "he said")}},
		{"her", "her", []int{strings.Index(text, "her –")}},
		{"“No,” … again", "“No,” … again", []int{strings.Index(text, "“"), strings.Index(text, "again")}},
	}
	for _, tt := range tests {
		spans, err := locate(text, tt.value)
		if err != nil {
			t.Errorf("locate(%q): %v", tt.value, err)
			continue
		}
		var starts []int
		for _, sp := range spans {
			starts = append(starts, sp.Start)
		}
		if got := (Sample{Text: text}).Words(spans); got != tt.want || !slices.Equal(starts, tt.starts) {
			t.Errorf("locate(%q) = %q at %v, want %q at %v", tt.value, got, starts, tt.want, tt.starts)
		}
	}
	for _, value := range []string{"them #2", "e", "told #0", "told #x", "again … She", "again … again", " … "} {
		if spans, err := locate(text, value); err == nil {
			t.Errorf("locate(%q) = %v, want an error", value, spans)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const article = "-- article.txt --\nBrandt said it rained, the office said. Nobody said more.\n"
	const block = "source: Brandt\ncue: said\ncontent: it rained\n"
	tests := []struct{ name, data, want string }{
		{"no article", "-- want.txt --\n" + block + "form: indirect\n", "is in the article 0 times"},
		{"no attributions", article, "want.txt is missing"},
		{"unknown part", article + "-- extra.txt --\n", "not a part"},
		{"no form", article + "-- want.txt --\n" + block, "needs content, form"},
		{"wrong form", article + "-- want.txt --\n" + block + "form: loud\n", "no form of report"},
		{"role twice", article + "-- want.txt --\n" + block + "cue: said #2\nform: indirect\n", "was there before"},
		{"unknown role", article + "-- want.txt --\n" + block + "mood: glum\n", "no such role"},
		{"empty block", article + "-- want.txt --\n" + block + "form: indirect\n\n\n", "attribution 2"},
		{"words not there", article + "-- want.txt --\n" + block + "to: Mayer\nform: indirect\n", `"Mayer" is in the article 0 times`},
		{"via nobody", article + "-- want.txt --\n" + block + "via: the office\nform: indirect\n", "holds no cue"},
		{"via itself", article + "-- want.txt --\n" + block + "via: Brandt said\nform: indirect\n", "holds no cue"},
		{"via two", article + "-- want.txt --\n" + block + "via: the office said. Nobody said\nform: indirect\n\n" +
			"cue: said #2\ncontent: Brandt said it rained\nform: indirect\n\ncue: said #3\ncontent: more\nform: indirect\n", "cues of attributions 2 and 3"},
		{"own voice not there", article + "-- want.txt --\n" + block + "form: indirect\n-- own_voice.txt --\nIt snowed.\n", "own_voice.txt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := parse([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want it to say %q", err, tt.want)
			}
		})
	}
}
