package query

import (
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"
)

// TestParse reads testdata/parse.txtar: what was typed, what it means, and notes.
func TestParse(t *testing.T) {
	data, err := os.ReadFile("testdata/parse.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse(data).Files {
		typed, rest, _ := strings.Cut(string(f.Data), "\n")
		q := Parse(typed)
		got := q.String()
		if q.Nothing {
			got = "(nothing)"
		}
		for _, n := range q.Notes {
			got += "\nnote: " + n
		}
		if want := strings.TrimSpace(rest); got != want {
			t.Errorf("%s: %s means\n%s\nwant\n%s", f.Name, typed, got, want)
		}
	}
}

// TestParsePrint: what a query prints means the same.
func TestParsePrint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkParse(t, drawQuery(t))
	})
}

// drawQuery draws what somebody may type.
func drawQuery(t *rapid.T) string {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{
			"water", "level*", "don't", "U.S.", `"`, `"water level"`, `“the dam”`, "OR", "AND", "NOT", "-", "-dam", `-"the dam"`, "who:torvek", `who:"Ilan Torvek"`,
			"-who:torvek", "since:2026-03", "until:2026", "since:never", "form:direct", "form:direct,mixed", "form:oblique", "is:own-voice", "is:odd", "outlet:", ":", "*", "a*", "ab*",
			`"ab c"*`, "speaker:7", "speaker:0", "negated:yes", "(", ")", "北京", "💩", "who:💩", "to:*", "http://a.example/b", "\x00", "\xff",
		}),
		rapid.String(),
	)
	return strings.Join(rapid.SliceOfN(part, 0, 8).Draw(t, "parts"), rapid.SampledFrom([]string{" ", "", "  "}).Draw(t, "gap"))
}

type fataler interface {
	Fatalf(format string, args ...any)
}

// checkParse checks what holds for all queries.
func checkParse(t fataler, s string) {
	q := Parse(s)
	printed := q.String()
	again := Parse(printed)
	if !again.equal(q) {
		t.Fatalf("%q means %s, which means %s", s, printed, again)
	}
	if len(again.Notes) > 0 && printed != `""` {
		t.Fatalf("%q means %s, of which: %s", s, printed, again.Notes)
	}
	for _, c := range q.Conditions {
		if len(c) == 0 {
			t.Fatalf("%q has an empty condition", s)
		}
	}
	if !q.Nothing && len(q.Conditions) == 0 && !q.OwnVoice && strings.TrimSpace(s) != "" {
		t.Fatalf("%q finds everything", s)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`who:"Ilan Torvek" "water level" -dam OR lock*`, `"`, "don't U.S. C++ 100% foo-bar", "since:2026-03 until:2026-13", "a OR -b form:direct,x", "who:\" OR"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkParse(t, s) })
}

func TestDays(t *testing.T) {
	for typed, want := range map[string]string{
		"2026": "2026-01-01 2026-12-31", "2024-02": "2024-02-01 2024-02-29", "2026-03-09": "2026-03-09 2026-03-09", "0001": "0001-01-01 0001-12-31", "9999-12": "9999-12-01 9999-12-31",
		"2026-13": "", "2026-02-30": "", "0000": "", "26": "", "2026-3-9": "", "": "", "soon": "",
	} {
		from, to, ok := days(typed)
		got := ""
		if ok {
			got = from.String() + " " + to.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	for published, want := range map[string]string{
		"2026-03-09T23:30:00-05:00": "2026-03-09", "2026-03-09 10:00": "2026-03-09", "2026-03": "2026-03-01", "2026": "2026-01-01", "": "", "9 March": "",
	} {
		d, ok := DayOf(published)
		if got := d.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q was published on %s, want %s", published, got, want)
		}
	}
}

func TestAgo(t *testing.T) {
	today := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	for typed, want := range map[string]string{
		"today": "2026-03-09", "yesterday": "2026-03-08", "7d": "2026-03-02", "2w": "2026-02-23", "3m": "2025-12-09", "1y": "2025-03-09", "9999y": "0001-01-01", "2026-03": "2026-03", "d": "d", "-1d": "-1d",
	} {
		if got := Ago(typed, today); got != want {
			t.Errorf("%s is %s, want %s", typed, got, want)
		}
	}
}
