package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// describe writes differences as "kind: old > new".
func describe(text string, ds []Difference) string {
	var lines []string
	for _, d := range ds {
		switch {
		case d.New == nil:
			lines = append(lines, "- "+d.Old.InWords(text))
		case d.Old == nil:
			lines = append(lines, "+ "+d.New.InWords(text))
		default:
			lines = append(lines, "~ "+strings.Join(d.Roles, ",")+": "+d.Old.InWords(text)+" > "+d.New.InWords(text))
		}
	}
	return strings.Join(lines, "\n")
}

func TestDifferences(t *testing.T) {
	const text = "The board said rents fell. Owners agreed. Tenants denied it, the guild said."
	ann := func(lines ...string) []Attribution {
		return ParseBrat("", strings.Join(lines, "\n")+"\n", text).Attributions
	}
	board := []string{"T1\tSource 0 9\t", "T2\tCue 10 14\t", "T3\tContent 15 25\t", "E1\tSource:T1 Cue:T2 Content:T3"}
	shorter := []string{"T1\tSource 4 9\t", "T2\tCue 10 14\t", "T3\tContent 15 26\t", "E1\tSource:T1 Cue:T2 Content:T3"}
	wrong := []string{"T1\tSource 27 33\t", "T2\tCue 10 14\t", "T3\tContent 15 25\t", "E1\tSource:T1 Cue:T2 Content:T3"}
	guild := []string{"T4\tSource 61 70\t", "T5\tCue 71 75\t", "T6\tContent 42 59\t", "E2\tSource:T4 Cue:T5 Content:T6"}
	tests := []struct {
		name     string
		old, new []string
		want     string
	}{
		{"the same", append(board, guild...), append(guild, board...), ""},
		{"one lost", append(board, guild...), board, "- the guild | said | Tenants denied it"},
		{"one gained", guild, append(guild, board...), "+ The board | said | rents fell"},
		{"an end moved, a full stop aside", board, shorter,
			"~ source: The board | said | rents fell > board | said | rents fell."},
		{"another source", board, wrong, "~ source: The board | said | rents fell > Owners | said | rents fell"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := describe(text, Differences(text, ann(tt.old...), ann(tt.new...))); got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func TestLoadReadings(t *testing.T) {
	dir := t.TempDir()
	write := func(name, data string) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	file := write("a.jsonl", `{"article":{"id":"1","file":"né.txt","text":"Né said no."},"attributions":[`+
		`{"source":{"spans":[{"start":0,"end":2,"text":"Né"}]},"cue":{"spans":[{"start":3,"end":7}]},`+
		`"content":{"spans":[{"start":8,"end":99}]}}]}`+"\n\n")
	for _, path := range []string{file, dir} {
		articles, err := LoadReadings(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := articles[0].Gold()[0].InWords(articles[0].Text); len(articles) != 1 || got != "Né | said | no." {
			t.Errorf("%s: %d articles, %q", path, len(articles), got)
		}
	}
	for name, data := range map[string]string{"broken": "{", "other": `{"a":1}`} {
		if _, err := LoadReadings(write(name, data)); err == nil || !strings.Contains(err.Error(), name+":1:") {
			t.Errorf("%s gives %v", name, err)
		}
	}
}
