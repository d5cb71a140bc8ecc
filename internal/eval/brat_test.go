package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// sharedPath returns a path under the shared data beside the repository, and skips
// the test where it is missing.
func sharedPath(t testing.TB, path ...string) string {
	t.Helper()
	dir := filepath.Join(append([]string{"..", "..", "..", "shared"}, path...)...)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("%s is not there", dir)
	}
	return dir
}

func TestParseBrat(t *testing.T) {
	const text = "“Né,” the clerk of Vell said, “è tardi.”\n"
	tests := []struct {
		name, ann string
		want      string // attributions in words, one a line
		problems  string // one a line
	}{
		{
			name: "roles, trigger and pieces",
			ann: "T1\tSource 6 23\tthe clerk of Vell\nT2\tCue 24 28\tsaid\nT3\tContent 0 5;30 40\t…\n" +
				"T4\tAttribution 24 28\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n",
			want: "the clerk of Vell | said | “Né,” … “è tardi.”",
		},
		{
			name: "numbered roles, spans after their event, no source",
			ann:  "E1\tAttribution-no-source:T9 Content:T1 Content2:T2\nT1\tContent 0 5\t\nT2\tContent 30 40\t\n",
			want: "- | - | “Né,” … “è tardi.”",
		},
		{
			name: "notes, relations and unused kinds are passed over",
			ann:  "T1\tDiscard 0 5\t\n#1\tAnnotatorNotes T1\twhy\nR1\tNested Arg1:E1 Arg2:E2\nA1\tForm E1 direct\n",
		},
		{
			name: "Windows line ends",
			ann:  "T1\tCue 24 28\tsaid\r\nE1\tCue:T1\r\n",
			want: "- | said | -",
		},
		{
			name: "unusable lines are reported",
			ann: "\nand the rest of a note\nT1\tCue 24 x\t\nT2\tCue\t\nT3\tCue 30 99\t\nE1\tCue:T3\n" +
				"E2\tCue:T1 Source:T3\nT4\tCue -1 4\t\n",
			want: "- | “è tardi.” | -\n“è tardi.” | - | -",
			problems: "x.ann:1: blank line\nx.ann:2: not an annotation: \"and the rest of a note\"\n" +
				"x.ann:3: T1: \"24 x\" is not a pair of offsets\nx.ann:4: T2: \"Cue\" has no offsets\n" +
				"x.ann:5: T3: 30 99: outside the text\nx.ann:7: Cue:T1: no such span\n" +
				"x.ann:8: T4: -1 4: outside the text",
		},
		{name: "empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ParseBrat("x.ann", tt.ann, text)
			var words, problems []string
			for _, a := range got.Attributions {
				words = append(words, a.InWords(text))
			}
			for _, p := range got.Problems {
				problems = append(problems, p.String())
			}
			if s := strings.Join(words, "\n"); s != tt.want {
				t.Errorf("attributions:\n%s\nwant:\n%s", s, tt.want)
			}
			if s := strings.Join(problems, "\n"); s != tt.problems {
				t.Errorf("problems:\n%s\nwant:\n%s", s, tt.problems)
			}
		})
	}
}

func TestLoadCorpusTakesTheFirstAnnotatorAndKeepsAll(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"a.txt":        "Nobody spoke.",
		"a_0f.ann":     "T1\tCue 7 12\tspoke\nE1\tCue:T1\n",
		"a_b2.ann":     "",
		"a_note.ann":   "",
		"b.txt":        "No annotation.",
		".hidden.txt":  "x",
		"c_ab.txt":     "x",
		"c_ab.ann":     "",
		"unmarked.ann": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	articles, err := LoadCorpus(dir, dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range articles {
		for _, ann := range a.Annotations {
			got = append(got, fmt.Sprintf("%s %s %d", a.Name, filepath.Base(ann.File), len(ann.Attributions)))
		}
	}
	if s, want := strings.Join(got, "\n"), "a a_0f.ann 1\na a_b2.ann 0\nc_ab c_ab.ann 0"; s != want {
		t.Errorf("got:\n%s\nwant:\n%s", s, want)
	}
	if len(articles[0].Gold()) != 1 {
		t.Error("the first annotator does not count as gold")
	}
}

func TestLoadCorpusErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := LoadCorpus(filepath.Join(dir, "none"), dir); err == nil {
		t.Error("a missing folder is no error")
	}
	if _, err := LoadCorpus(dir, dir); err == nil {
		t.Error("a corpus with no article is no error")
	}
	for _, name := range []string{"a.txt", "a.ann"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("\xff"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := LoadCorpus(dir, dir); err == nil || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("a text that is not UTF-8 gives %v", err)
	}
}

func TestSpansOfPolNeAR(t *testing.T) {
	dir := sharedPath(t, "data", "polnear", "dev")
	articles, err := LoadCorpus(filepath.Join(dir, "text"), filepath.Join(dir, "attributions"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, a := range articles {
		for _, ann := range a.Annotations {
			for _, p := range ann.Problems {
				t.Error(p)
			}
			for _, att := range ann.Attributions {
				n++
				checkSpans(t, a.Text, att)
			}
		}
	}
	t.Logf("%d articles, %d attributions", len(articles), n)
}

// checkSpans reports spans whose two ways of counting disagree.
func checkSpans(t *testing.T, text string, a Attribution) {
	t.Helper()
	for _, role := range [][]Span{a.Source, a.Cue, a.Content, a.Addressee} {
		for _, sp := range role {
			if sp.Bytes.End > len(text) || utf8.RuneCountInString(text[:sp.Bytes.Start]) != sp.Start ||
				utf8.RuneCountInString(text[:sp.Bytes.End]) != sp.End {
				t.Errorf("span %+v counts differently in bytes", sp)
			}
		}
	}
}

func FuzzParseBrat(f *testing.F) {
	f.Add("T1\tCue 0 2;3 4\tx\nE1\tCue:T1\n", "é said")
	f.Add("E1\tSource:T1\nT1\tSource 9 1\n", "")
	f.Add("T1\tContent -5 900000000000\nE1\tContent2:T1", "“x”")
	f.Fuzz(func(t *testing.T, ann, text string) {
		if !utf8.ValidString(text) {
			return
		}
		a := ParseBrat("f.ann", ann, text)
		for _, att := range a.Attributions {
			for _, role := range [][]Span{att.Source, att.Cue, att.Content, att.Addressee} {
				for _, sp := range role {
					if sp.Bytes.Start < 0 || sp.Bytes.End > len(text) {
						t.Fatalf("span %+v outside the text", sp)
					}
				}
			}
			att.InWords(text)
		}
		var s Scorer
		s.Add(text, a.Attributions, a.Attributions)
		s.Scores()
	})
}
