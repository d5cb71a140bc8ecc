package speakers

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what is decided into the fixtures")

// A fixture has names, one a line, and what is decided of them:
//
//	-- names --
//	1  Ann Poe        person  2026-03-01..2026-03-09  harbour master @ Port of Eastmere; mayor
//	2  A. Poe         person  2026-03-02              harbour master
//	-- apart --
//	1 2
//	-- joined --
//	1 2
//	-- sightings --
//	9  the Veskarian foreign minister  2026-03-01  Veskarian foreign minister @
//	-- decided --
//	2 is 1: given name: …
//	3 or 1: ambiguous: …
//
// Columns are parted by two spaces or more. An organisation has acronyms in the
// place of roles.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			f := parseFixture(t, archive)
			got := []byte(f.decide(f.candidates))
			for i := range 20 { // the order in which names come in changes nothing
				shuffled := slices.Clone(f.candidates)
				rand.New(rand.NewPCG(1, uint64(i))).Shuffle(len(shuffled), func(a, b int) { shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
				if again := f.decide(shuffled); again != string(got) {
					t.Fatalf("in another order:\n%s\nat first:\n%s", again, got)
				}
			}
			last := &archive.Files[len(archive.Files)-1]
			if *update {
				last.Data = got
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if last.Name != "decided" || !bytes.Equal(last.Data, got) {
				t.Errorf("decided:\n%swant:\n%s", got, last.Data)
			}
		})
	}
}

type fixture struct {
	candidates []Candidate
	sightings  []Sighting
	apart      map[[2]int64]bool
}

func parseFixture(t *testing.T, a *txtar.Archive) *fixture {
	t.Helper()
	f := &fixture{apart: map[[2]int64]bool{}}
	for _, section := range a.Files {
		for line := range strings.Lines(string(section.Data)) {
			columns := cells(line)
			if len(columns) == 0 || strings.HasPrefix(columns[0], "#") {
				continue
			}
			switch section.Name {
			case "names":
				f.candidates = append(f.candidates, parseCandidate(t, columns))
			case "apart", "joined":
				var a, b int64
				fmt.Sscan(line, &a, &b)
				if section.Name == "apart" {
					f.apart[[2]int64{a, b}], f.apart[[2]int64{b, a}] = true, true
				}
				for i := range f.candidates {
					if c := &f.candidates[i]; section.Name == "joined" && (c.ID == a || c.ID == b) {
						c.Group = a
					}
				}
			case "sightings":
				s := Sighting{Name: columns[1], Days: parsePeriod(t, columns[2])}
				fmt.Sscan(columns[0], &s.ID)
				s.Role, s.Organisation, _ = strings.Cut(columns[3], " @ ")
				f.sightings = append(f.sightings, s)
			}
		}
	}
	return f
}

// cells returns the columns of a line.
func cells(line string) []string {
	var columns []string
	for cell := range strings.SplitSeq(strings.TrimSpace(strings.ReplaceAll(line, "\t", "  ")), "  ") {
		if cell = strings.TrimSpace(cell); cell != "" {
			columns = append(columns, strings.NewReplacer(`\u200b`, "\u200b", `\u202e`, "\u202e").Replace(cell))
		}
	}
	return columns
}

func parseCandidate(t *testing.T, columns []string) Candidate {
	t.Helper()
	c := Candidate{Name: columns[1], Kind: columns[2], Articles: 1}
	fmt.Sscan(columns[0], &c.ID)
	if len(columns) > 3 {
		c.Days = parsePeriod(t, columns[3])
	}
	if len(columns) > 4 && c.Kind == "organisation" {
		c.Stated = strings.Fields(columns[4])
	} else if len(columns) > 4 {
		for role := range strings.SplitSeq(columns[4], "; ") {
			r := Role{Days: c.Days, Articles: 1}
			r.Title, r.Organisation, _ = strings.Cut(role, " @ ")
			c.Roles = append(c.Roles, r)
		}
	}
	return c
}

// parsePeriod reads "2026-03-01", "2026-03-01..2026-03-09" or "-".
func parsePeriod(t *testing.T, s string) Period {
	t.Helper()
	if s == "-" {
		return Period{}
	}
	from, to, ranged := strings.Cut(s, "..")
	if !ranged {
		to = from
	}
	day := func(s string) int {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return int(at.Unix() / 86400)
	}
	return Period{day(from), day(to), true}
}

// decide writes what is decided, one line each.
func (f *fixture) decide(candidates []Candidate) string {
	var b strings.Builder
	decisions := Decide(candidates, func(x, y int64) bool { return f.apart[[2]int64{x, y}] })
	into := map[int64]int64{}
	for _, d := range decisions {
		verb := "or"
		if d.Join {
			verb, into[d.From] = "is", d.Into
		}
		fmt.Fprintf(&b, "%d %s %d: %s: %s\n", d.From, verb, d.Into, d.Rule, d.Reason)
	}
	top := func(id int64) int64 {
		for into[id] != 0 {
			id = into[id]
		}
		return id
	}
	directory := NewDirectory(candidates, top)
	for _, s := range f.sightings {
		if d, ok := directory.Link(s); ok {
			fmt.Fprintf(&b, "%d means %d: %s: %s\n", d.From, d.Into, d.Rule, d.Reason)
		}
	}
	return b.String()
}

// TestManyNames makes names of a few parts, so that they collide in every way, and
// holds what is decided to be a forest: a name goes into one other at most, never
// in a circle, never over what people have set apart.
func TestManyNames(t *testing.T) {
	parts := [][]string{
		{"", "Mr. ", "Foreign Minister ", "Dr "}, {"", "Ann ", "A. ", "Anna ", "Sergei ", "Sergey "}, {"", "B. ", "Beatrice ", "C. "},
		{"Poe", "Zarensky", "Zarenskiy", "van der Heide", "al-Sabri"}, {"", " Jr."},
	}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(7, seed))
		var candidates []Candidate
		for id := range int64(30) {
			name := ""
			for _, p := range parts {
				name += p[r.IntN(len(p))]
			}
			from := 20_000 + r.IntN(40)
			days := Period{from, from + r.IntN(5), r.IntN(5) > 0}
			c := Candidate{ID: id + 1, Name: name, Kind: "person", Articles: 1 + r.IntN(3), Days: days}
			if r.IntN(2) == 0 {
				c.Roles = []Role{{Title: []string{"mayor of Thornby", "Foreign Minister", "judge"}[r.IntN(3)], Days: days}}
			}
			candidates = append(candidates, c)
		}
		apart := func(a, b int64) bool { return (a*b)%7 == 0 }
		into := map[int64]int64{}
		for _, d := range Decide(candidates, apart) {
			if d.From == d.Into || d.Reason == "" || d.Rule == "" {
				t.Fatalf("seed %d: %+v", seed, d)
			}
			if d.Join {
				if into[d.From] != 0 {
					t.Fatalf("seed %d: %d goes into %d and %d", seed, d.From, into[d.From], d.Into)
				}
				into[d.From] = d.Into
			}
		}
		groups := map[int64][]int64{}
		for _, c := range candidates {
			at, steps := c.ID, 0
			for into[at] != 0 {
				if at, steps = into[at], steps+1; steps > 30 {
					t.Fatalf("seed %d: a circle at %d", seed, at)
				}
			}
			for _, other := range groups[at] {
				if apart(c.ID, other) {
					t.Fatalf("seed %d: %d and %d are apart and come together", seed, c.ID, other)
				}
			}
			groups[at] = append(groups[at], c.ID)
		}
	}
}

func TestRulesAreKnown(t *testing.T) {
	known := map[string]bool{}
	for _, r := range Rules() {
		known[r.Name] = true
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(archive.Files[len(archive.Files)-1].Data)) {
			rule := strings.Split(line, ": ")[1]
			if used[rule] = true; !known[rule] {
				t.Errorf("%s: rule %q is not among Rules", file, rule)
			}
		}
	}
	for name := range known {
		if !used[name] {
			t.Errorf("no fixture shows the rule %q", name)
		}
	}
}

// TestLists checks that the files of words are sorted and have nothing twice.
func TestLists(t *testing.T) {
	for name, file := range map[string]string{"titles.txt": titlesFile, "given_names.txt": givenNamesFile} {
		var lines []string
		for line := range strings.Lines(file) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				lines = append(lines, line)
			}
			for _, word := range strings.Fields(line) {
				if line[0] != '#' && word != foldPart(word) {
					t.Errorf("%s: %q is not folded", name, word)
				}
			}
		}
		if !slices.IsSorted(lines) || len(slices.Compact(slices.Clone(lines))) != len(lines) {
			t.Errorf("%s is not sorted, or has a line twice", name)
		}
	}
}

func TestKey(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		one  bool
	}{
		{"The Fisheries Ministry", "fisheries  ministry", true},
		{"Ilán Torvek", "Ilan Torvek", true},
		{"A", "A", true},
		{"Ilan Torvek", "Ilan Tor\u200bvek", false},
		{"Ilan Torvek", "Ilan Тorvek", false},
		{"Ilan Torvek", "Torvek", false},
	} {
		if (Key(tt.a) == Key(tt.b)) != tt.one || Key(tt.a) == "" {
			t.Errorf("%q is %q, %q is %q", tt.a, Key(tt.a), tt.b, Key(tt.b))
		}
	}
}

func TestIsName(t *testing.T) {
	for name, want := range map[string]bool{"I": false, "You": false, "Jr.": false, "": false, "Poe": true, "IT": false, "Ann Poe": true, "They Might Sail": true} {
		if IsName(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"", "Ann Poe", "Dr. J.P. van der Heide, Jr.", "“", "(((", "a-b-c", "-", "al-", "\xff\xfe", "’s", "St. John", "Ann \u200bPoe", "字 市"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := parseName(s)
		if ok && n.family == "" {
			t.Errorf("%q: a name without a family: %+v", s, n)
		}
		for _, g := range n.given {
			if g == "" {
				t.Errorf("%q: an empty given name", s)
			}
		}
		_, _ = oddity(s), skeleton(s)
		Decide([]Candidate{{ID: 1, Name: s, Kind: "person"}, {ID: 2, Name: "Ann Poe", Kind: "person"}, {ID: 3, Name: s, Kind: "organisation"}}, func(_, _ int64) bool { return false })
	})
}

func BenchmarkDecide(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	var candidates []Candidate
	for id := range int64(50_000) {
		name := fmt.Sprintf("Given%d Family%d", r.IntN(500), r.IntN(20_000))
		if r.IntN(4) == 0 {
			name = fmt.Sprintf("Family%d", r.IntN(20_000))
		}
		candidates = append(candidates, Candidate{ID: id + 1, Name: name, Kind: "person", Articles: 1, Days: Period{1, 2, true}})
	}
	for b.Loop() {
		Decide(candidates, func(_, _ int64) bool { return false })
	}
}
