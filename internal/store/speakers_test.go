package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hearsay"
	"hearsay/internal/query"
)

// dispatch is an article in which one speaker says one thing, made by hand so that
// names are just what a test wants.
type dispatch struct {
	day, outlet      string
	name, kind, role string
	organisation     string
	naming           string // "named" if empty
	text             string // what else stands in the article
}

func (d dispatch) reading(n int) *hearsay.Reading {
	content := fmt.Sprintf("statement number %d", n)
	text := d.name + " made " + content + ". " + d.text + "\n"
	a := hearsay.NewArticle(text)
	a.Published, a.Outlet, a.File = d.day, d.outlet, fmt.Sprintf("%d.txt", n)
	r := &hearsay.Reading{Engine: "0+test", Article: a}
	kind, naming := d.kind, d.naming
	if kind == "" {
		kind = "person"
	}
	if naming == "" {
		naming = "named"
	}
	r.Speakers = []hearsay.Speaker{{ID: "s1", Name: d.name, Kind: kind, Role: d.role, Organisation: d.organisation}}
	at := strings.Index(text, content)
	r.Attributions = []hearsay.Attribution{{
		ID: fmt.Sprintf("%016x", 4096+n), Form: "indirect", Act: "assertion", Score: 0.5, Rule: "test",
		Source:  hearsay.Source{Spans: []hearsay.Span{{Start: 0, End: len(d.name)}}, Naming: naming, Speaker: "s1"},
		Content: []hearsay.Span{{Start: at, End: at + len(content)}}, Chain: []string{d.name},
	}}
	return r
}

func addDispatches(t *testing.T, l *Ledger, from int, dispatches ...dispatch) {
	t.Helper()
	for i, d := range dispatches {
		addAll(t, l, d.reading(from+i))
	}
}

// hitsOf returns the numbers of the statements that a query finds, and checks that
// the count agrees.
func hitsOf(t *testing.T, l *Ledger, typed string) string {
	t.Helper()
	q := query.Parse(typed)
	page, err := l.Search(context.Background(), Search{Query: q, Order: Oldest, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	n, err := l.Count(context.Background(), q)
	if err != nil || n != int64(len(page.Rows)) {
		t.Errorf("%s: %d rows, a count of %d, %v", typed, len(page.Rows), n, err)
	}
	var found []string
	for _, r := range page.Rows {
		found = append(found, strings.TrimPrefix(r.Content[0].Text, "statement number "))
	}
	slices.Sort(found)
	return strings.Join(found, " ")
}

func joinSpeakers(t *testing.T, l *Ledger) Joined {
	t.Helper()
	j, err := l.JoinSpeakers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return j
}

var torveks = []dispatch{
	{day: "2026-03-01", name: "Ilan Torvek", role: "Veskarian Foreign Minister"}, // 1
	{day: "2026-03-02", name: "Torvek"},                                          // 2
	{day: "2026-03-03", name: "Foreign Minister Torvek"},                         // 3
	{day: "2026-03-04", name: "the Veskarian foreign minister", kind: "unnamed", naming: "described", role: "Veskarian foreign minister"}, // 4
	{day: "2026-03-05", name: "Mara Selidge"},                                                                            // 5
	{day: "2026-03-05", name: "the mayor", kind: "unnamed", naming: "described", role: "mayor"},                          // 6
	{day: "2026-03-06", name: "Harbour Safety Board", kind: "organisation", text: "The Harbour Safety Board (HSB) met."}, // 7
	{day: "2026-03-06", name: "HSB", kind: "organisation"},                                                               // 8
}

// TestJoinedSpeakersAreFound joins names and roles and finds what was said by all of
// them under each; after the changes are undone it is as before.
func TestJoinedSpeakersAreFound(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addDispatches(t, l, 1, torveks...)
		apart := map[string]string{"who:torvek": "1 2 3", `who:"ilan torvek"`: "1", "who:harbour": "7", "who:hsb": "8", "who:veskarian": "1 4", "who:selidge": "5"}
		joined := map[string]string{"who:torvek": "1 2 3 4", `who:"ilan torvek"`: "1 2 3 4", "who:harbour": "7 8", "who:hsb": "7 8", "who:veskarian": "1 4",
			"who:selidge": "5", "-who:torvek": "5 6 7 8", "who:ilan*": "1 2 3 4"}
		check := func(when string, want map[string]string) {
			t.Helper()
			for typed, numbers := range want {
				if got := hitsOf(t, l, typed); got != numbers {
					t.Errorf("%s: %s finds %s, want %s", when, typed, got, numbers)
				}
			}
		}
		check("before", apart)
		j := joinSpeakers(t, l)
		if j.Joins != 3 || j.Links != 1 || j.Withdrew != 0 || j.Change == 0 {
			t.Errorf("joined %+v", j)
		}
		check("joined", joined)
		if again := joinSpeakers(t, l); again != (Joined{}) {
			t.Errorf("joined once more: %+v", again)
		}
		found, err := l.Speakers(ctx, SpeakerSearch{Words: "torvek"})
		if err != nil || len(found) != 1 || found[0].Name != "Ilan Torvek" || found[0].Articles != 4 || found[0].Attributions != 4 ||
			found[0].From != "2026-03-01" || found[0].To != "2026-03-04" || len(found[0].Names) != 3 || found[0].Names[1].Reason == "" {
			t.Errorf("speakers %+v, %v", found, err)
		}
		page, err := l.Search(ctx, Search{Query: query.Parse("who:torvek")})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rows {
			if s := r.Source.Speaker; s.Name != "Ilan Torvek" || s.ID != fmt.Sprint(found[0].ID) {
				t.Errorf("%s: speaker %s, %s", r.Content[0].Text, s.ID, s.Name)
			}
		}
		check("by number", map[string]string{fmt.Sprintf("speaker:%d", found[0].ID): "1 2 3 4", fmt.Sprintf("speaker:%d", found[0].Names[2].ID): "1 2 3 4"})
		undo, err := l.UndoSpeakers(ctx, j.Change)
		if err != nil {
			t.Fatal(err)
		}
		check("undone", apart)
		if again := joinSpeakers(t, l); again != (Joined{}) {
			t.Errorf("rules made anew what people had undone: %+v", again)
		}
		if _, err := l.UndoSpeakers(ctx, undo); err != nil {
			t.Fatal(err)
		}
		check("undo undone", joined)
		checkDerived(t, l)
	})
}

// TestAnotherPersonOfTheName withdraws what a rule joined when it is no longer sure.
func TestAnotherPersonOfTheName(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		addDispatches(t, l, 1, torveks[:2]...)
		joinSpeakers(t, l)
		if got := hitsOf(t, l, "who:ilan"); got != "1 2" {
			t.Fatalf("finds %s", got)
		}
		addDispatches(t, l, 3, dispatch{day: "2026-03-02", name: "Anna Torvek"})
		if j := joinSpeakers(t, l); j.Withdrew != 1 || j.Joins != 0 {
			t.Errorf("%+v", j)
		}
		if got := hitsOf(t, l, "who:ilan"); got != "1" {
			t.Errorf("finds %s", got)
		}
		hints, err := l.SpeakerHints(context.Background())
		if err != nil || len(hints) != 1 || hints[0].Rule != "ambiguous" || !strings.Contains(hints[0].Reason, "Anna Torvek") {
			t.Errorf("hints %+v, %v", hints, err)
		}
		checkDerived(t, l)
	})
}

// TestPeopleOverRules merges, splits and names speakers by hand.
func TestPeopleOverRules(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addDispatches(t, l, 1, torveks...)
		id := func(name string) int64 {
			t.Helper()
			n, err := l.FindSpeaker(ctx, name)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		must := func(_ int64, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		joinSpeakers(t, l)
		must(l.SplitSpeaker(ctx, id("Torvek"), "his brother"))
		if got := hitsOf(t, l, "who:ilan"); got != "1 3 4" {
			t.Errorf("after the split: %s", got)
		}
		joinSpeakers(t, l)
		if got := hitsOf(t, l, "who:ilan"); got != "1 3 4" {
			t.Errorf("rules put back what was split off: %s", got)
		}
		must(l.MergeSpeakers(ctx, id("Mara Selidge"), []int64{id("Torvek"), id("Ilan Torvek")}, "a test"))
		if got := hitsOf(t, l, "who:selidge"); got != "1 2 3 4 5" {
			t.Errorf("after the merge: %s", got)
		}
		joinSpeakers(t, l)
		if got := hitsOf(t, l, "who:selidge"); got != "1 2 3 4 5" {
			t.Errorf("rules took apart what people merged: %s", got)
		}
		must(l.AliasSpeaker(ctx, id("HSB"), []string{"the Quay Watch"}))
		if got := hitsOf(t, l, `who:"quay watch"`); got != "7 8" {
			t.Errorf("by the alias: %s", got)
		}
		if id("Quay Watch") != id("HSB") {
			t.Error("the alias is somebody else")
		}
		if _, err := l.SplitSpeaker(ctx, id("Mara Selidge"), ""); err == nil || !strings.Contains(err.Error(), "stands for the speaker itself") {
			t.Errorf("split of what stands for all: %v", err)
		}
		for _, bad := range []string{"Nobody", "999", ""} {
			if _, err := l.FindSpeaker(ctx, bad); err == nil {
				t.Errorf("%q is somebody", bad)
			}
		}
		checkDerived(t, l)
		undoEverything(t, l)
	})
}

// undoEverything takes all changes back, the last first, after which every name is
// alone again.
func undoEverything(t *testing.T, l *Ledger) {
	t.Helper()
	ctx := context.Background()
	history, err := l.SpeakerHistory(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range history {
		if _, err := l.UndoSpeakers(ctx, c.ID); err != nil {
			t.Fatal(err)
		}
		checkDerived(t, l)
	}
	if got := hitsOf(t, l, "who:ilan"); got != "1" {
		t.Errorf("after everything was undone: %s", got)
	}
	joined, err := l.Speakers(ctx, SpeakerSearch{Joined: true})
	if err != nil || len(joined) != 0 {
		t.Errorf("still joined: %+v, %v", joined, err)
	}
}

// checkDerived holds what is derived from facts to the facts: the names that stand
// for others, the speakers of roles, and the index, which is built anew and
// compared.
func checkDerived(t *testing.T, l *Ledger) {
	t.Helper()
	err := l.write(context.Background(), func(p *pen) error {
		tops, err := p.tops("kind = 'same' AND undone_by IS NULL")
		if err != nil {
			return err
		}
		var wrong, names, double int64
		for id, top := range tops {
			var as int64
			if _, err := p.row("SELECT same_as FROM speakers WHERE id = ?", []any{id}, &as); err != nil || as != top {
				t.Errorf("name %d has %d, facts say %d (%v)", id, as, top, err)
			}
		}
		if _, err := p.row("SELECT count(*) FROM speakers WHERE same_as IS NOT NULL", nil, &names); err != nil || names != int64(len(tops)) {
			t.Errorf("%d names are others', by the facts %d (%v)", names, len(tops), err)
		}
		if _, err := p.row(`SELECT count(*) FROM article_speakers x WHERE linked <>
			(SELECT count(*) FROM speaker_facts f WHERE f.kind = 'means' AND f.article_id = x.article_id AND f.number = x.number AND f.undone_by IS NULL)`, nil, &wrong); err != nil || wrong > 0 {
			t.Errorf("%d roles are not as the facts say (%v)", wrong, err)
		}
		_, err = p.row("SELECT count(*) FROM (SELECT 1 FROM speaker_facts WHERE kind = 'same' AND undone_by IS NULL GROUP BY speaker_id HAVING count(*) > 1) d", nil, &double)
		if err != nil || double > 0 {
			t.Errorf("%d names are two others' (%v)", double, err)
		}
		return p.checkIndex(t)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkIndex takes every article out of the index, which has to be empty then, and
// puts it back.
func (p *pen) checkIndex(t *testing.T) error {
	var articles []int64
	ids, err := p.numbers("SELECT id FROM articles ORDER BY id")
	if err != nil {
		return err
	}
	articles = append(articles, ids...)
	kept := map[int64]*keptReading{}
	for _, a := range articles {
		if kept[a], err = p.leave(a); err != nil {
			return err
		}
	}
	var left int64
	counting, args := p.ledger.db.counting("attributions", expression{words: []string{"statement"}})
	if _, err := p.row(counting, args, &left); err != nil || left > 0 {
		t.Errorf("%d rows stay in the index after all were taken out (%v)", left, err)
	}
	for _, a := range articles {
		if err := p.enter(kept[a]); err != nil {
			return err
		}
	}
	return nil
}

func TestImportSpeakers(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addDispatches(t, l, 1, torveks...)
		addDispatches(t, l, 9, dispatch{day: "2026-03-02", name: "Torvek", kind: "organisation"})
		entries := []SpeakerEntry{
			{Line: 2, Name: "Ilan Torvek", Aliases: []string{"Foreign Minister Torvek", "I. Torvek"}, Identifiers: []Identifier{{"wikidata", "Q0"}}},
			{Line: 3, Name: "Nobody Known", Aliases: []string{"N. K."}},
			{Line: 4, Name: "Mara Selidge", Aliases: []string{"Torvek"}},
		}
		done, err := l.ImportSpeakers(ctx, "names.csv", entries)
		if err != nil {
			t.Fatal(err)
		}
		if done.Speakers != 2 || done.Merged != 1 || done.Aliases != 1 || done.Unknown != 1 || len(done.Notes) != 2 {
			t.Errorf("%+v", done)
		}
		if got := hitsOf(t, l, "who:ilan"); got != "1 3" {
			t.Errorf("finds %s", got)
		}
		sp, err := l.Speaker(ctx, 1)
		if err != nil || len(sp.Identifiers) != 1 || sp.Identifiers[0].Value != "Q0" || len(sp.Aliases) != 1 {
			t.Errorf("%+v, %v", sp, err)
		}
		again, err := l.ImportSpeakers(ctx, "names.csv", entries)
		if err != nil || again.Change != 0 {
			t.Errorf("once more: %+v, %v", again, err)
		}
		if _, err := l.UndoSpeakers(ctx, done.Change); err != nil {
			t.Fatal(err)
		}
		if got := hitsOf(t, l, "who:ilan"); got != "1" {
			t.Errorf("undone: %s", got)
		}
		checkDerived(t, l)
	})
}

// TestUnseenLettersMakeAnotherSpeaker keeps names apart that only look alike.
func TestUnseenLettersMakeAnotherSpeaker(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		addDispatches(t, l, 1, dispatch{day: "2026-03-02", name: "Ilan Torvek"}, dispatch{day: "2026-03-02", name: "Ilan Tor\u200bvek"}, dispatch{day: "2026-03-02", name: "Ilan Тorvek"})
		joinSpeakers(t, l)
		found, err := l.Speakers(context.Background(), SpeakerSearch{})
		if err != nil || len(found) != 3 {
			t.Errorf("%d speakers, %v", len(found), err)
		}
		hints, err := l.SpeakerHints(context.Background())
		if err != nil || len(hints) != 2 || hints[0].Rule != "lookalike" {
			t.Errorf("hints %+v, %v", hints, err)
		}
	})
}

// TestRandomChanges makes changes at random, runs the rules between them, and
// undoes them in any order; what is derived is right after each, and once all are
// undone every name is alone.
func TestRandomChanges(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addDispatches(t, l, 1, torveks...)
		addDispatches(t, l, 20, dispatch{day: "2026-03-02", name: "I. Torvek", role: "Veskarian Foreign Minister"}, dispatch{day: "2026-03-03", name: "Selidge"})
		r := rand.New(rand.NewPCG(5, 5))
		var names []int64
		for _, kind := range []string{"person", "organisation"} {
			found, err := l.Speakers(ctx, SpeakerSearch{Kind: kind})
			if err != nil {
				t.Fatal(err)
			}
			for _, sp := range found {
				names = append(names, sp.ID)
			}
		}
		steps := 60
		if testing.Short() {
			steps = 20
		}
		for range steps {
			a, b := names[r.IntN(len(names))], names[r.IntN(len(names))]
			var err error
			switch r.IntN(6) {
			case 0:
				_, err = l.MergeSpeakers(ctx, a, []int64{b}, "")
			case 1:
				_, err = l.SplitSpeaker(ctx, a, "")
				if err != nil && strings.Contains(err.Error(), "stands for the speaker itself") {
					err = nil
				}
			case 2:
				_, err = l.AliasSpeaker(ctx, a, []string{fmt.Sprintf("alias %d", b)})
			case 3:
				joinSpeakers(t, l)
			default:
				history, err := l.SpeakerHistory(ctx, 0)
				if err != nil {
					t.Fatal(err)
				}
				if len(history) > 0 {
					if _, err := l.UndoSpeakers(ctx, history[r.IntN(len(history))].ID); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			checkDerived(t, l)
		}
		undoEverything(t, l)
	})
}

// TestMentionsAreCounted adds articles, lets them appear earlier elsewhere and reads them
// again with other roles, in any order: the counts are always those of the articles.
func TestMentionsAreCounted(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		r := rand.New(rand.NewPCG(8, 8))
		roles, days := []string{"", "mayor", "Mayor", "minister"}, []string{"", "2026-03-01", "2026-03-02", "2026-03-05T10:00:00Z", "2026-03-05T09:00:00Z"}
		pick := func(from []string) string { return from[r.IntN(len(from))] }
		made := func(n int) *hearsay.Reading {
			d := dispatch{day: pick(days), name: pick([]string{"Ann Poe", "Ben Roe", "Cat Doe"}), role: pick(roles), organisation: pick([]string{"", "Port"})}
			return d.reading(n)
		}
		var added []*hearsay.Reading
		for step := range 60 {
			var err error
			switch known := r.IntN(len(added) + 1); {
			case known == len(added) || r.IntN(3) == 0:
				added = append(added, made(len(added)))
				addAll(t, l, added[len(added)-1])
			case r.IntN(2) == 0:
				e := entry(added[known])
				e.Article.Published, e.Article.Outlet = pick(days), fmt.Sprint("Gazette ", step)
				_, err = l.Add(ctx, []Entry{e})
			default:
				again := *added[known]
				again.Speakers = slices.Clone(again.Speakers)
				again.Speakers[0].Role = pick(roles)
				_, err = l.Reread(ctx, []*hearsay.Reading{&again})
			}
			if err != nil {
				t.Fatal(err)
			}
			if h, err := l.Check(ctx, true); err != nil || len(h.Problems) > 0 {
				t.Fatalf("step %d: %v, %v", step, h.Problems, err)
			}
		}
		err := l.write(ctx, func(p *pen) error { return p.exec("UPDATE speaker_roles SET last_day = last_day + 1") })
		if err != nil {
			t.Fatal(err)
		}
		if h, err := l.Check(ctx, true); err != nil || len(h.Problems) != 1 || !strings.Contains(h.Problems[0], "speakers or roles") {
			t.Errorf("a wrong day: %v, %v", h.Problems, err)
		}
	})
}
