package export

import (
	"index/suffixarray"
	"strings"
	"testing"

	"hearsay"
)

// TestRowsReslice holds every part of every row to the text: the words stand
// where the offsets say, between Before and After.
func TestRowsReslice(t *testing.T) {
	for _, r := range readings(t) {
		rows := Rows(r)
		if len(rows) != len(r.Attributions) {
			t.Fatalf("%s: %d rows for %d attributions", r.Article.File, len(rows), len(r.Attributions))
		}
		runes := []rune(r.Article.Text)
		check := func(parts []Part) {
			for _, p := range parts {
				if got := string(runes[p.Start:p.End]); got != p.Text {
					t.Errorf("%s: %d-%d is %q, says %q", r.Article.File, p.Start, p.End, got, p.Text)
				}
				before, after := string(runes[:p.Start]), string(runes[p.End:])
				if !strings.HasSuffix(before, p.Before) || !strings.HasPrefix(after, p.After) {
					t.Errorf("%s: %q does not stand between %q and %q", r.Article.File, p.Text, p.Before, p.After)
				}
			}
		}
		for i := range rows {
			row := &rows[i]
			if row.Article.Text != "" || row.Article.SHA256 != r.Article.SHA256 || row.ID != r.Attributions[i].ID {
				t.Errorf("%s: row %d is not of this attribution", r.Article.File, i)
			}
			for _, parts := range [][]Part{row.Source.Parts, row.Cue, row.Content, row.Addressee.Parts} {
				check(parts)
			}
		}
	}
}

// TestAround gives passages of a text, marked by brackets, and what is to stand
// around each: enough to tell it from the others, in whole words.
func TestAround(t *testing.T) {
	filler := strings.Repeat("na ", 60)
	tests := []struct{ name, marked, before, after string }{
		{
			"whole words",
			"On Tuesday the harbour board of Eastmere met and “[no ferry will sail]”, its chair said before the doors were shut again.",
			"harbour board of Eastmere met and “", "”, its chair said before the doors",
		},
		{
			"said twice",
			"First the mayor of Eastmere said that no ferry would sail on Monday. Then the mayor of Eastmere said that [no] ferry would sail on Sunday.",
			"ferry would sail on Monday. Then the mayor of Eastmere said that ", " ferry would sail on Sunday.",
		},
		{"at the start", "[No], said Ann Poe of Eastmere to the crowd.", "", ", said Ann Poe of Eastmere to the"},
		{
			"one among many",
			"x " + filler + "[na] " + filler + "y",
			"", "", // looked at below
		},
		{"emoji", "💩💩 She said [no] 💩 and left", "💩💩 She said ", " 💩 and left"},
		{"right to left", "ראש העיר אמר [לא] ויצא מן האולם", "ראש העיר אמר ", " ויצא מן האולם"},
		{"no spaces", strings.Repeat("字", 80) + "[市]" + strings.Repeat("長", 80), strings.Repeat("字", 56), strings.Repeat("長", 56)},
	}
	for _, tt := range tests {
		start := strings.Index(tt.marked, "[")
		end := strings.Index(tt.marked, "]") - 1
		text := strings.NewReplacer("[", "", "]", "").Replace(tt.marked)
		s := hearsay.Span{Start: start, End: end}
		plain := finder{text: text}
		before, after := plain.around(s)
		indexed := finder{text: text, index: suffixarray.New([]byte(text))}
		if b, a := indexed.around(s); b != before || a != after {
			t.Errorf("%s: by the suffix array %q and %q, by going through the text %q and %q", tt.name, b, a, before, after)
		}
		if tt.name == "one among many" {
			if strings.Count(text, before+"na") != 1 || strings.Count(text, "na"+after) != 1 {
				t.Errorf("%s: %q and %q do not tell it from the others", tt.name, before, after)
			}
			continue
		}
		if before != tt.before || after != tt.after {
			t.Errorf("%s: between\n%q and\n%q, want\n%q and\n%q", tt.name, before, after, tt.before, tt.after)
		}
	}
}

// TestRowsOfMany makes rows of a text in which one word is quoted over and over;
// by going through the text for each it would take minutes.
func TestRowsOfMany(t *testing.T) {
	const n = 4_000
	r := &hearsay.Reading{Article: hearsay.NewArticle(strings.Repeat("“yes” she said, ", n))}
	for i := range n {
		at := i * len("“yes” she said, ")
		r.Attributions = append(r.Attributions, hearsay.Attribution{Content: []hearsay.Span{{Start: at, End: at + len("“yes”")}}})
	}
	rows := Rows(r)
	if got := rows[n/2].Content[0]; len(got.Before) < maxContext || len(got.After) < maxContext {
		t.Errorf("context ends after %d and %d bytes", len(got.Before), len(got.After))
	}
}
