package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/generate"
	"hearsay/internal/store"
)

var counts = flag.Int("counts", 60, "how many searches TestCountsAgree makes up")

// madeUpSearch is a search that was made up: as it is typed, and as a condition on attributions_flat f.
type madeUpSearch struct {
	typed, where []string
	args         []any
}

func (s *madeUpSearch) add(typed, where string, args ...any) {
	s.typed, s.where, s.args = append(s.typed, typed), append(s.where, where), append(s.args, args...)
}

const (
	byWords  = "f.id IN (SELECT rowid FROM attributions_fts WHERE attributions_fts MATCH ?)"
	byOutlet = `f.id IN (SELECT a.id FROM attributions a JOIN appearances p ON p.article_id = a.article_id JOIN outlets o ON o.id = p.outlet_id
		WHERE ' ' || lower(o.name) || ' ' LIKE ?)`
	byName = `f.id IN (SELECT a.id FROM attributions a JOIN attribution_words w ON w.id = a.id
		LEFT JOIN article_speakers s ON s.article_id = a.article_id AND s.number = a.speaker LEFT JOIN speakers g ON g.id = s.speaker_id
		WHERE ' ' || replace(replace(lower(concat_ws(' ', w.source, s.name, s.role, s.organisation, g.folded)), ',', ' '), '’', ' ') || ' ' LIKE ?)`
)

// condition adds a condition that asks for what is in some readings.
func (s *madeUpSearch) condition(r *rand.Rand, readings []*hearsay.Reading) {
	in := readings[r.IntN(len(readings))]
	a := &in.Attributions[r.IntN(len(in.Attributions))]
	words := plainWords(in.Text(a.Content))
	word := func() string { return words[r.IntN(len(words))] }
	switch k := r.IntN(20); {
	case len(words) < 2 || k < 2:
		s.value(r, "form", "form", []string{"direct", "indirect", "mixed"})
	case k < 6:
		w := word()
		s.add(w, byWords, `"`+w+`"`)
	case k < 8:
		i := r.IntN(len(words) - 1)
		s.add(`"`+words[i]+" "+words[i+1]+`"`, byWords, `"`+words[i]+" "+words[i+1]+`"`)
	case k == 8:
		w := word()
		s.add("-"+w, "NOT "+byWords, `"`+w+`"`)
	case k == 9:
		v, w := word(), word()
		s.add(v+" OR "+w, byWords, `"`+v+`" OR "`+w+`"`)
	case k == 10:
		w := word()
		if w = w[:min(len(w), 3)]; len(w) < 2 { // one letter is no beginning
			w = "th"
		}
		s.add(w+"*", byWords, `"`+w+`" *`)
	case k < 13:
		day := in.Article.Published[:[]int{4, 7, 10}[r.IntN(3)]]
		limit, than := "since", ">="
		if r.IntN(2) == 0 {
			limit, than = "until", "<="
		}
		s.add(limit+":"+day, fmt.Sprintf("substr(f.published, 1, %d) %s ?", len(day), than), day)
	case k == 13:
		s.value(r, "act", "act", []string{"assertion", "belief", "fact", "eventuality"})
	case k == 14:
		s.value(r, "stance", "stance", []string{"neutral", "endorsing", "distancing", "countering"})
	case k == 15:
		s.value(r, "naming", "source_naming", []string{"named", "described", "anonymous", "collective"})
	case k == 16:
		said := r.IntN(2)
		s.add("negated:"+[]string{"no", "yes"}[said], "f.negated = ?", said)
	case k == 17:
		w := strings.ToLower(strings.Fields(in.Article.Outlet)[0])
		s.add("outlet:"+w, byOutlet, "% "+w+" %")
	default:
		names := plainWords(in.Speakers[r.IntN(len(in.Speakers))].Name)
		if len(names) == 0 {
			names = words
		}
		w := names[len(names)-1]
		s.add("who:"+w, byName, "% "+w+" %")
	}
}

// value asks for one or two of the values of a column, or for any but these.
func (s *madeUpSearch) value(r *rand.Rand, field, column string, values []string) {
	a, b := values[r.IntN(len(values))], values[r.IntN(len(values))]
	where := "coalesce(f." + column + ", '') IN (?, ?)"
	switch r.IntN(3) {
	case 0:
		s.add(field+":"+a, where, a, a)
	case 1:
		s.add(field+":"+a+","+b, where, a, b)
	default:
		s.add("-"+field+":"+a, "NOT "+where, a, a)
	}
}

var plainWord = regexp.MustCompile(`^[a-z]+$`)

// plainWords returns words that stand side by side, as they are indexed; none if one of
// them might be indexed in another form.
func plainWords(text string) []string {
	words := strings.Fields(strings.ToLower(text))
	for i, w := range words {
		words[i] = strings.Trim(w, `.,“”"`)
		if !plainWord.MatchString(words[i]) {
			return words[:i]
		}
	}
	return words
}

// TestCountsAgree makes up searches and compares what the screen says with the rows of
// CSV and of JSON Lines, and with what SQL counts in the views.
func TestCountsAgree(t *testing.T) {
	searches := *counts
	if testing.Short() {
		searches = 20
	}
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "ledger.db")
	ledger, err := store.Open(ctx, path, store.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	var readings []*hearsay.Reading
	var entries []store.Entry
	for n := range 60 {
		r := generate.Reading(n)
		entries = append(entries, store.Entry{Article: r.Article, Reading: r})
		if len(r.Attributions) > 0 && len(r.Speakers) > 0 {
			readings = append(readings, r)
		}
	}
	_, err = ledger.Add(ctx, entries)
	if err := errors.Join(err, ledger.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	null := devNull(t)
	out := stdio{null, file, null}
	var none searchFlags // cobra keeps every command for ever: one is made for all searches
	none.addFilters(&cobra.Command{})
	found := 0
	for n := range searches {
		r := rand.New(rand.NewPCG(uint64(n), 0x636f756e74))
		var s madeUpSearch
		for range 1 + r.IntN(3) {
			s.condition(r, readings)
		}
		var inSQL int
		if err := db.QueryRow("SELECT count(*) FROM attributions_flat f WHERE "+strings.Join(s.where, " AND "), s.args...).Scan(&inSQL); err != nil {
			t.Fatalf("%q: %v", s.typed, err)
		}
		typed := strings.Join(s.typed, " ")
		search := func(f searchFlags) []byte {
			f.db, f.filters = path, none.filters
			return printed(t, out, func(std stdio) error { return runSearch(ctx, std, []string{typed}, f) })
		}
		export := func(format string) []byte {
			f := exportFlags{searchFlags: searchFlags{db: path, filters: none.filters, format: format}}
			return printed(t, out, func(std stdio) error { return runExport(ctx, std, []string{typed}, f) })
		}
		onScreen, counted := hitsOnScreen(search(searchFlags{limit: 1})), search(searchFlags{count: true})
		inCSV, err := csv.NewReader(bytes.NewReader(export("csv"))).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", typed, err)
		}
		inLines := bytes.Count(export(formatJSONL), []byte("\n"))
		if onScreen != inSQL || strings.TrimSpace(string(counted)) != strconv.Itoa(inSQL) || len(inCSV)-1 != inSQL || inLines != inSQL {
			t.Errorf("%s: %d on the screen, %s counted, %d rows of CSV, %d of JSON Lines, %d by SQL", typed, onScreen, bytes.TrimSpace(counted), len(inCSV)-1, inLines, inSQL)
		}
		if inSQL > 0 {
			found++
		}
	}
	if t.Logf("%d searches, %d with hits", searches, found); found < searches/3 {
		t.Errorf("only %d of %d searches have hits", found, searches)
	}
}

// printed returns what a command prints to std.out, a file that it has for itself.
func printed(t *testing.T, std stdio, command func(stdio) error) []byte {
	t.Helper()
	if err := std.out.Truncate(0); err != nil {
		t.Fatal(err)
	}
	if err := command(std); err != nil && !errors.Is(err, errNothingFound) {
		t.Fatal(err)
	}
	data, err := io.ReadAll(io.NewSectionReader(std.out, 0, 1<<30))
	if _, seek := std.out.Seek(0, io.SeekStart); err != nil || seek != nil {
		t.Fatal(err, seek)
	}
	return data
}

var screenHits = regexp.MustCompile(`(?m)^(?:[0-9]+ of )?([0-9,]+) hits?\b`)

// hitsOnScreen reads the number of hits below a search; -1 if there is none.
func hitsOnScreen(out []byte) int {
	m := screenHits.FindSubmatch(out)
	if m == nil {
		return -1
	}
	n, err := strconv.Atoi(strings.ReplaceAll(string(m[1]), ",", ""))
	if err != nil {
		return -1
	}
	return n
}
