package hearsay

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// A day is read against Friday, 13 February 2026.
const friday = "2026-02-13"

// TestDayOfACue reads cues that are dated right beside them. The cue stands in
// [brackets], the content in {braces} and a source before a cue in <angles>;
// none of these are part of the text. There is no tree, so only the order of the words counts.
func TestDayOfACue(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The mayor [said] on Friday {that the bridge was shut}.", "2026-02-13"},
		{"Police [told] reporters Tuesday {that two men had been held}.", "2026-02-10"},
		{"The firm [said] yesterday {it would close}.", "2026-02-12"},
		{"The firm [said] the day before yesterday {it would close}.", "2026-02-11"},
		{"Earlier today <the ministry> [announced] {that schools would open}.", friday},
		{"The ministry [announced] this morning {that schools would open}.", friday},
		{"The court [ruled] three days ago {that the land was common}.", "2026-02-10"},
		{"On Feb. 11, <the court> [ruled] {that the land was common}.", "2026-02-11"},
		{"The court [ruled] on December 30 {that the land was common}.", "2025-12-30"},
		{"She [told] the committee on 4 January 2024 {that she had seen nothing}.", "2024-01-04"},
		{"She [said] on 2025-11-30 {that she had seen nothing}.", "2025-11-30"},
		{"Prosecutors [said] in March {that the case was closed}.", "2025-03"},
		{"Prosecutors [said] in early March 2024 {that the case was closed}.", "2024-03"},
		{"The clinic [said] late on Thursday evening {that he was stable}.", "2026-02-12"},
		{"The clinic [said] last Friday {that he was stable}.", "2026-02-06"},
		{"The clinic [will announce] next Tuesday {that it is closing}.", "2026-02-17"},
		{"The clinic [will announce] on Monday {that it is closing}.", "2026-02-16"},
		{"{The fire began on Monday,} the chief [said] on Tuesday.", "2026-02-10"},

		{"<A report made public Monday> [says] {that the bridge was shut}.", "2026-02-09"},
		{"The clinic [said] last month {that it was closing}.", "2026-01"},
		{"The clinic [said] earlier this month {that it was closing}.", "2026-02"},
		{"The court [rejected] {the plan} on Monday.", "2026-02-09"},

		{"The clinic [said] {that it was closing last month}.", ""},
		{"The court [rejected] {the plan to close} on Monday by lot.", ""},
		{"The mayor [said] {the bridge would open on Monday}.", ""},
		{"The mayor [said] after Friday {that the bridge was shut}.", ""},
		{"The mayor [said] last week {that the bridge was shut}.", ""},
		{"The mayor [said] in 2019 {that the bridge was shut}.", ""},
		{"The Sun [said] {that the bridge was shut}.", ""},
		{"Members may [say] {that the bridge is shut}.", ""},
		{"In the march the crowd [said] {that the bridge was shut}.", ""},
		{"He left on Monday and [said] {that the bridge was shut}.", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			n := bracketed(t, c.text)
			n.reading.Article.Published = friday
			n.dateAttributions()
			if got := n.reading.Attributions[0].SaidAt; got != c.want {
				t.Errorf("said at %q, want %q", got, c.want)
			}
		})
	}
}

// plain takes the marks of a test's text away.
var plain = strings.NewReplacer("[", "", "]", "", "{", "", "}", "", "<", "", ">", "")

// bracketed makes a narration of one relation out of a text with its cue in
// brackets and its content in braces.
func bracketed(t *testing.T, marked string) *narration {
	t.Helper()
	text := plain.Replace(marked)
	doc := nlp.Split(text)
	part := func(open, closing string) []nlp.Range {
		_, after, ok := strings.Cut(marked, open)
		words, _, ok2 := strings.Cut(after, closing)
		words = plain.Replace(words)
		at := strings.Index(text, words)
		if !ok || !ok2 || at < 0 {
			t.Fatalf("no %s…%s in %q", open, closing, marked)
		}
		return []nlp.Range{doc.Touching(at, at+len(words))}
	}
	rel := attribution.Relation{Cue: part("[", "]"), Content: part("{", "}"), Via: -1}
	if strings.Contains(marked, "<") {
		rel.Source = part("<", ">")
	}
	return &narration{doc: doc, relations: []attribution.Relation{rel}, layout: readLayout(text), reading: &Reading{Article: Article{Text: text}, Attributions: make([]Attribution, 1)}}
}

// TestDayOfReports reads whole reports: what the day is counted from, and words
// that are bound to the cue by the tree alone.
func TestDayOfReports(t *testing.T) {
	for _, c := range []struct{ name, published, text, want string }{
		{"dateline with a year", "", "MORROW, Feb. 13, 2026 (Norrel) - The mayor said on Tuesday that the bridge was shut.\n", "2026-02-10"},
		{"dateline without a year", "", "MORROW, Feb. 13 (Norrel) - The mayor said on Tuesday that the bridge was shut.\n", ""},
		{"dateline without a year, published", "2026-02-15", "MORROW, Feb. 13 (Norrel) - The mayor said on Saturday that the bridge was shut.\n", "2026-02-07"},
		{"dateline of the turn of the year", "2026-01-01T03:00:00Z", "MORROW, Dec. 31 (Norrel) - The mayor said on Tuesday that the bridge was shut.\n", "2025-12-30"},
		{"published alone", friday, "The mayor said on Tuesday that the bridge was shut.\n", "2026-02-10"},
		{"undated", "", "The mayor said on Tuesday that the bridge was shut.\n", ""},
		{"published some day in a month", "2026-02", "The mayor said on Tuesday that the bridge was shut.\n", ""},
		{"statement issued", friday, "\"We will rebuild,\" the mayor said in a statement issued on 3 February.\n", "2026-02-03"},
		{"speaking", friday, "The mayor, speaking on Monday, said that the bridge was shut.\n", "2026-02-09"},
		{"elected", friday, "The mayor, elected on Sunday, said that the bridge was shut.\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := NewArticle(c.text)
			if c.published != "" {
				a.Published = c.published
			}
			r, err := Read(a)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(r.Attributions, func(a Attribution) bool { return a.Cue.Lemma == "say" })
			if i < 0 {
				t.Fatal("the attribution was not found")
			}
			if got := r.Attributions[i].SaidAt; got != c.want {
				t.Errorf("said at %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheSameDay(t *testing.T) {
	d := dayWords{same: true}
	monday := time.Date(2026, 2, 9, 0, 0, 0, 0, time.UTC)
	if got := d.resolve(time.Time{}, false, monday, false); got != "2026-02-09" {
		t.Errorf("after Monday: %q", got)
	}
	if got := d.resolve(monday, true, time.Time{}, false); got != "" {
		t.Errorf("after no day: %q", got)
	}
}

// FuzzSaidAt dates a cue by any words: what comes out is a day, a month or
// nothing, and the same each time.
func FuzzSaidAt(f *testing.F) {
	for _, s := range []string{"on Friday", "Feb. 29", "31 April", "in May", "next Sunday", "two days ago", "on the same day", "2026-02-30", "Mon. 99", "of of on"} {
		f.Add(s, friday)
		f.Add(s, "0001-01-01")
	}
	f.Add("FeB1 00", "0000-01-01")
	f.Fuzz(func(t *testing.T, words, published string) {
		words = strings.ToValidUTF8(words, "")
		text := "He said " + words + " that it rained."
		doc := nlp.Split(text)
		at := strings.LastIndex(text, "that it rained")
		n := &narration{doc: doc, layout: readLayout(text), reading: &Reading{Article: Article{Text: text, Published: published}, Attributions: make([]Attribution, 1)},
			relations: []attribution.Relation{{Cue: []nlp.Range{doc.Touching(3, 7)}, Content: []nlp.Range{doc.Touching(at, at+14)}, Via: -1}}}
		n.dateAttributions()
		first := n.reading.Attributions[0].SaidAt
		_, day := time.Parse(dayLayout, first)
		_, month := time.Parse(monthLayout, first)
		if first != "" && day != nil && month != nil {
			t.Errorf("said at %q", first)
		}
		n.dateAttributions()
		if again := n.reading.Attributions[0].SaidAt; again != first {
			t.Errorf("said at %q, then %q", first, again)
		}
	})
}
