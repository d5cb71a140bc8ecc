package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hearsay"
	"hearsay/internal/generate"
	"hearsay/internal/query"
)

// TestRelink: chains that are written anew are those that the engine wrote, and
// attributions are in the order of the text.
func TestRelink(t *testing.T) {
	for name, r := range readSamples(t) {
		c := *r
		c.Attributions, c.Speakers = slices.Clone(r.Attributions), slices.Clone(r.Speakers)
		tidy(&c)
		if diff := cmp.Diff(r, &c); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// found returns the IDs of the hits of a query.
func found(t testing.TB, l *Ledger, text string) []string {
	t.Helper()
	return allPages(t, l, Search{Query: query.Parse(text), Limit: 100})
}

// TestCorrect marks an attribution wrong, mends another, and takes both back.
func TestCorrect(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addAll(t, l, readSamples(t)["agency-relay"], readSamples(t)["storm"])
		before := contentHash(t, l)
		all := found(t, l, "")
		relay := found(t, l, `who:ministry "told castrel"`)
		if len(relay) != 1 {
			t.Fatal(relay)
		}
		wrong, err := l.Correct(ctx, relay[0], "Ann", "not said there", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := found(t, l, ""); len(got) != len(all)-1 || slices.Contains(got, relay[0]) {
			t.Errorf("%d attributions, were %d: what is wrong is there still", len(got), len(all))
		}
		inner := found(t, l, `who:torvek to:selidge "hindered the talks"`)
		if got, err := l.Count(ctx, query.Parse(`via:ministry who:torvek to:selidge "hindered the talks"`)); err != nil || got != 0 {
			t.Errorf("%d hits by way of an attribution that is wrong, %v", got, err)
		}
		mended, err := l.Correct(ctx, inner[0], "Ann", "", func(r *hearsay.Reading, a *hearsay.Attribution) error {
			at := strings.Index(r.Article.Text, "an alleged")
			a.Content[0].Start = at
			r.Speakers = append(r.Speakers, hearsay.Speaker{ID: "new", Name: "Ilan T. Torvek", Kind: "person"})
			a.Source.Speaker = "new"
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := found(t, l, `who:"Ilan T"`); !slices.Equal(got, inner) {
			t.Errorf("who:T finds %v, want %v", got, inner)
		}
		if got := found(t, l, `"campaign over an alleged" who:torvek to:selidge`); len(got) != 0 {
			t.Errorf("%v has words that were cut off", got)
		}
		checkIndex(t, l)
		history, err := l.Corrections(ctx, inner[0])
		if err != nil || len(history) != 1 || history[0].Kind != Mended || history[0].By != "Ann" || !history[0].InForce() {
			t.Errorf("history %+v, %v", history, err)
		}
		if changes := mended.Changes(readSamples(t)["agency-relay"].Article.Text); len(changes) != 2 || changes[0] != (PartChange{"speaker", "Ilan Torvek", "Ilan T. Torvek"}) || !strings.HasPrefix(changes[1].Says, "an alleged") {
			t.Errorf("changes %+v", changes)
		}
		if in, err := l.CorrectionsIn(ctx, wrong.Article); err != nil || len(in) != 2 || in[0].ID != wrong.ID {
			t.Errorf("in the article %+v, %v", in, err)
		}
		if latest, err := l.LatestCorrections(ctx, mended.ID, 5); err != nil || len(latest) != 1 || latest[0].ID != wrong.ID {
			t.Errorf("before %d: %+v, %v", mended.ID, latest, err)
		}
		// What was called wrong is called right: it is back, and stays when both are taken back in any order.
		right, err := l.Confirm(ctx, relay[0], "Bea", "it is")
		if err != nil {
			t.Fatal(err)
		}
		if row, err := l.Attribution(ctx, relay[0]); err != nil || row.Score != 1 || right.Kind != Right || len(right.Changes("")) != 0 {
			t.Errorf("confirmed: %+v, %v", row, err)
		}
		if row, err := l.Attribution(ctx, inner[0]); err != nil || row.Via != relay[0] {
			t.Errorf("what it relays: %+v, %v", row, err)
		}
		checkIndex(t, l)
		for _, id := range []int64{mended.ID, wrong.ID, right.ID} {
			if _, err := l.Undo(ctx, id); err != nil {
				t.Fatal(err)
			}
			if _, err := l.Undo(ctx, id); !errors.Is(err, ErrNotFound) {
				t.Errorf("undone twice: %v", err)
			}
		}
		if after := contentHash(t, l); after != before {
			t.Error("what was corrected and taken back is not as it was")
		}
		checkIndex(t, l)
		if _, err := l.Correct(ctx, "0123456789abcdef", "", "", nil); !errors.Is(err, ErrNotFound) {
			t.Errorf("corrected what is not there: %v", err)
		}
		if _, err := l.Correct(ctx, inner[0], "", "", func(*hearsay.Reading, *hearsay.Attribution) error { return nil }); !errors.Is(err, ErrNoChange) {
			t.Errorf("a correction without a change: %v", err)
		}
	})
}

// checkIndex compares the index with what the tables hold: every row is found by each of
// its words, and SQLite finds its own checks clean.
func checkIndex(t testing.TB, l *Ledger) {
	t.Helper()
	checkDatabase(t, l)
	err := l.write(context.Background(), func(p *pen) error {
		var articles []int64
		for id := int64(1); ; id++ {
			var n int64
			if ok, err := p.row("SELECT id FROM articles WHERE id = ?", []any{id}, &n); err != nil || !ok {
				break
			}
			articles = append(articles, id)
		}
		for _, article := range articles {
			k, err := p.load(article)
			if err != nil {
				return err
			}
			w, err := p.newIndexWords(k)
			if err != nil {
				return err
			}
			for i, id := range k.attributions {
				e := expression{join: all}
				for _, word := range strings.Fields(w.attribution(i)) {
					e.parts = append(e.parts, expression{words: []string{word}})
				}
				var n int
				from, args := l.db.matching("attributions", "attributions", e)
				if _, err := p.row("SELECT count(*) "+from+" AND a.id = ?", append(args, id), &n); err != nil || n != 1 {
					t.Errorf("attribution %d (%s) is not found by all its words: %v", id, k.reading.Attributions[i].ID, err)
				}
				if _, ok := l.db.(*postgresServer); ok {
					checkWords(t, p, id, w.attribution(i))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkWords compares the words that a server has of a row with what they should be. The
// words of filters may be in another order.
func checkWords(t testing.TB, p *pen, id int64, want string) {
	t.Helper()
	var got string
	if _, err := p.row("SELECT words FROM attributions_fts WHERE id = ?", []any{id}, &got); err != nil {
		t.Error(err)
	}
	a, b := strings.Fields(got), strings.Fields(want)
	slices.Sort(a)
	slices.Sort(b)
	if !slices.Equal(a, b) {
		t.Errorf("the index has %q of attribution %d, want %q", a, id, b)
	}
}

// checkDatabase runs the checks of the database itself.
func checkDatabase(t testing.TB, l *Ledger) {
	t.Helper()
	health, err := l.Check(context.Background(), true)
	if err != nil || len(health.Problems) > 0 {
		t.Errorf("damage: %q, %v", health.Problems, err)
	}
}

// TestReread reads articles again with an engine that finds more, less, and other
// spans: IDs and numbers stay where spans agree, corrections stay in force.
func TestReread(t *testing.T) {
	alone(t)
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		o := madeUp(t, l, 30)
		var r *hearsay.Reading
		for _, sum := range slices.Sorted(maps.Keys(o)) {
			if len(o[sum].reading.Attributions) > 10 && o[sum].reading.Engine == generate.Engine {
				r = o[sum].reading
				break
			}
		}
		wrong, gone, mendedID := r.Attributions[0].ID, r.Attributions[2].ID, r.Attributions[4].ID
		for _, id := range []string{wrong, gone} {
			if _, err := l.Correct(ctx, id, "", "", nil); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := l.Correct(ctx, mendedID, "", "", func(_ *hearsay.Reading, a *hearsay.Attribution) error {
			a.Medium = "letter from home"
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		number := numberOf(t, l, r.Attributions[6].ID)
		fresh := *r
		fresh.Engine = "generated/2"
		fresh.Attributions = slices.Clone(r.Attributions)
		other := &fresh.Attributions[4] // the same cue, another content: another ID
		other.ID, other.Content = "00000000deadbeef", []hearsay.Span{{Start: other.Content[0].Start, End: other.Content[0].End - 1}}
		for i := range fresh.Attributions {
			if fresh.Attributions[i].Via == mendedID {
				fresh.Attributions[i].Via = other.ID
			}
		}
		lost := fresh.Attributions[len(fresh.Attributions)-1].ID
		fresh.Attributions = fresh.Attributions[:len(fresh.Attributions)-1]
		results, err := l.Reread(ctx, []*hearsay.Reading{&fresh})
		if err != nil {
			t.Fatal(err)
		}
		if results[0].Lost != 1 || results[0].Gained != 0 {
			t.Errorf("%+v; one was lost", results[0])
		}
		kept, err := l.Reading(ctx, r.Article.ID)
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]*hearsay.Attribution{}
		for i := range kept.Attributions {
			ids[kept.Attributions[i].ID] = &kept.Attributions[i]
		}
		if ids[wrong] != nil || ids[gone] != nil || ids[lost] != nil || ids["00000000deadbeef"] != nil {
			t.Errorf("what is wrong, lost or mended is there: %v", slices.Collect(maps.Keys(ids)))
		}
		if m := ids[mendedID]; m == nil || m.Medium != "letter from home" || m.Content[0].End != r.Attributions[4].Content[0].End {
			t.Errorf("what was mended is %+v", m)
		}
		if kept.Engine != "generated/2" {
			t.Errorf("engine is %s", kept.Engine)
		}
		if again := numberOf(t, l, r.Attributions[6].ID); again != number {
			t.Errorf("number %d became %d", number, again)
		}
		checkIndex(t, l)
		// With the corrections undone it is what the new engine found.
		corrections, err := l.Corrections(ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range corrections {
			if _, err := l.Undo(ctx, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		checkIndex(t, l)
		kept, err = l.Reading(ctx, r.Article.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(kept.Attributions) != len(fresh.Attributions) {
			t.Errorf("%d attributions, the engine found %d", len(kept.Attributions), len(fresh.Attributions))
		}
	})
}

func numberOf(t testing.TB, l *Ledger, id string) int64 {
	t.Helper()
	key, err := keyOf(id)
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	if err := l.db.reader().QueryRow(l.db.bind("SELECT id FROM attributions WHERE key = ?"), key).Scan(&n); err != nil {
		t.Fatal(id, err)
	}
	return n
}

// TestCorrectionsCommute corrects and undoes at random: in the end, with all undone,
// the ledger is as it was.
func TestCorrectionsCommute(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		r := readSamples(t)["agency-relay"]
		addAll(t, l, r)
		before := contentHash(t, l)
		rounds := 0
		rapid.Check(t, func(t *rapid.T) {
			if rounds++; rounds > fewer(l, 800) {
				return
			}
			var made []int64
			for range rapid.IntRange(1, 8).Draw(t, "steps") {
				id := r.Attributions[rapid.IntRange(0, len(r.Attributions)-1).Draw(t, "which")].ID
				mend := func(_ *hearsay.Reading, a *hearsay.Attribution) error {
					a.Medium += "x"
					return nil
				}
				kind := rapid.SampledFrom([]string{Wrong, Mended, Right}).Draw(t, "kind")
				if kind == Wrong {
					mend = nil
				}
				correct := func() (*Correction, error) { return l.Correct(ctx, id, "", "", mend) }
				if kind == Right {
					correct = func() (*Correction, error) { return l.Confirm(ctx, id, "", "") }
				}
				c, err := correct()
				if err != nil {
					t.Fatal(err)
				}
				made = append(made, c.ID)
			}
			for len(made) > 0 {
				k := rapid.IntRange(0, len(made)-1).Draw(t, "undo")
				if _, err := l.Undo(ctx, made[k]); err != nil {
					t.Fatal(err)
				}
				made = slices.Delete(made, k, k+1)
			}
		})
		if contentHash(t, l) != before {
			t.Error("the ledger is not as it was")
		}
		checkIndex(t, l)
	})
}

// TestRereadKeepsSpeakers reads articles again whose speakers were joined by rules and
// by people: all stays joined, and the rules have nothing to add.
func TestRereadKeepsSpeakers(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addDispatches(t, l, 1, torveks...)
		joinSpeakers(t, l)
		torvek, err := l.FindSpeaker(ctx, "Ilan Torvek")
		if err != nil {
			t.Fatal(err)
		}
		selidge, err := l.FindSpeaker(ctx, "Mara Selidge")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.MergeSpeakers(ctx, torvek, []int64{selidge}, "a test"); err != nil {
			t.Fatal(err)
		}
		facets, err := l.Facets(ctx, query.Parse(""), 10)
		if err != nil || len(facets.Who) == 0 || facets.Who[0] != (Facet{"Ilan Torvek", torvek, 5}) {
			t.Errorf("facets %+v, %v", facets, err)
		}
		var readings []*hearsay.Reading
		for i, d := range torveks {
			r := d.reading(i + 1)
			r.Engine = "1+test"
			r.Speakers = append([]hearsay.Speaker{{ID: "s1", Name: "somebody else", Kind: "unnamed", Mentions: []hearsay.Span{{Start: 0, End: 1}}}}, r.Speakers...)
			r.Speakers[1].ID, r.Attributions[0].Source.Speaker = "s2", "s2"
			readings = append(readings, r)
		}
		if _, err := l.Reread(ctx, readings); err != nil {
			t.Fatal(err)
		}
		if got := hitsOf(t, l, "who:torvek"); got != "1 2 3 4 5" {
			t.Errorf("who:torvek finds %s", got)
		}
		if again := joinSpeakers(t, l); again != (Joined{}) {
			t.Errorf("joined once more: %+v", again)
		}
		checkIndex(t, l)
		gone := torveks[3].reading(4) // the minister who was meant is not spoken of any more
		gone.Engine, gone.Speakers, gone.Attributions = "2+test", nil, nil
		if _, err := l.Reread(ctx, []*hearsay.Reading{gone}); err != nil {
			t.Fatal(err)
		}
		if got := hitsOf(t, l, "who:torvek"); got != "1 2 3 5" {
			t.Errorf("who:torvek finds %s", got)
		}
		joinSpeakers(t, l)
		checkIndex(t, l)
	})
}

// TestReindex makes the index anew, by hand and because words were folded in another
// way: searches find what they found before.
func TestReindex(t *testing.T) {
	alone(t)
	for name, place := range kinds {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			l := openTest(t, path)
			o := madeUp(t, l, 20)
			if err := l.Reindex(context.Background()); err != nil {
				t.Fatal(err)
			}
			checkIndex(t, l)
			err := l.write(context.Background(), func(p *pen) error {
				return errors.Join(p.exec("UPDATE settings SET value = '0' WHERE name = 'folding'"), p.exec(l.db.empty("attributions")))
			})
			if err := errors.Join(err, l.Close()); err != nil {
				t.Fatal(err)
			}
			l = openTest(t, path)
			checkIndex(t, l)
			for n := range 50 {
				q := query.Parse(generate.Query(n, 20))
				if q.OwnVoice {
					continue
				}
				if got, want := allPages(t, l, Search{Query: q, Limit: 500}), o.find(q); !slices.Equal(got, want) {
					t.Errorf("%s: %d hits, want %d", q, len(got), len(want))
				}
			}
		})
	}
}
