package web

import (
	"cmp"
	_ "embed"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"hearsay/internal/query"
	"hearsay/internal/store"
)

// speakersView is what the list of speakers shows.
type speakersView struct {
	Words    string
	Kind     string
	Speakers []store.Speaker
	Stats    store.Stats
	Cut      bool   // there are more
	Counting bool   // they are being counted
	At       string // when they were counted; empty for now
}

// mostSpeakers is how many speakers a page lists.
const mostSpeakers = 200

func (s *Server) speakers(r *request) (*answer, error) {
	p := r.parameters()
	search := store.SpeakerSearch{Words: p.one("q"), Kind: p.choice("kind", "", "person", "organisation", "group", "document"), Limit: mostSpeakers + 1}
	if p.err != nil {
		return nil, p.err
	}
	stats, err := s.stats(r)
	if err != nil {
		return nil, err
	}
	v := speakersView{Words: search.Words, Kind: search.Kind, Stats: stats}
	var found []store.Speaker
	if search.Words == "" && search.Kind == "" && stats.Speakers > 0 {
		var at time.Time
		if found, at = s.topSpeakers(r.Context(), stats, countPatience); at.IsZero() {
			v.Counting = true
		}
		v.Cut = stats.Speakers > mostSpeakers
		if !at.IsZero() && s.Now().Sub(at) > time.Minute {
			v.At = at.Format("15:04")
		}
	} else if found, err = s.Ledger.Speakers(r.Context(), search); err != nil {
		return nil, err
	}
	v.Speakers, v.Cut = found[:min(len(found), mostSpeakers)], v.Cut || len(found) > mostSpeakers
	if v.Speakers == nil {
		v.Speakers = []store.Speaker{}
	}
	return &answer{
		page: "speakers",
		view: view{Title: "Speakers", Here: "speakers", Data: v, Alternates: []alternate{{"JSON", "/speakers.json?" + r.URL.RawQuery, "application/json"}}},
		json: struct {
			OK        bool            `json:"ok"`
			Rows      []store.Speaker `json:"rows"`
			Truncated bool            `json:"truncated"`
		}{true, v.Speakers, v.Cut},
	}, nil
}

// speakerView is what the page of a speaker shows.
type speakerView struct {
	*store.Speaker
	Profile   *store.Profile
	Timeline  template.HTML
	Months    []link
	Listeners []link // to whom
	Via       []link
	Outlets   []link
	Wording   []link
	Forms     []link
	About     []link
	Verbs     verbTable
	Latest    []hit
	All       string // address of all that the speaker says
	Spoken    string // … of what is said to the speaker
}

// verbTable counts cues by outlet.
type verbTable struct {
	Outlets []string
	Rows    []verbRow
	Left    int // cues that are left out
}

type verbRow struct {
	Lemma, Stance string
	Address       string
	N             int64
	Cells         []link
}

func (s *Server) speaker(r *request) (*answer, error) {
	id, err := strconv.ParseInt(r.id, 10, 64)
	if err != nil || id < 1 {
		return nil, store.ErrNotFound
	}
	if p := r.parameters(); p.err != nil {
		return nil, p.err
	}
	speaker, err := s.Ledger.SpeakerNames(r.Context(), id)
	if err != nil {
		return nil, err
	}
	number := strconv.FormatInt(speaker.ID, 10)
	if r.format == "" && number != r.id {
		return &answer{redirect: "/s/" + number}, nil
	}
	q := &query.Query{}
	if err := q.With(query.Speaker, number); err != nil {
		return nil, err
	}
	search := store.Search{Query: q, Order: store.Newest, Limit: 10}
	a := &answer{page: "speaker", file: "hearsay-speaker-" + number, rows: s.each(search, r.format), collection: s.collection(r, "/s/"+number)}
	a.collection.Title, a.collection.Query = "Hearsay: "+speaker.Name, q.String()
	if r.format != "" && r.format != "json" {
		return a, nil
	}
	profile, err := s.Ledger.Profile(r.Context(), id)
	if err != nil {
		return nil, err
	}
	page, err := s.Ledger.Search(r.Context(), search)
	if err != nil {
		return nil, err
	}
	speaker.Attributions = page.Total
	if n := len(profile.Months); n > 0 && profile.Attributions == page.Total {
		speaker.From, speaker.To = profile.Months[0].Value, profile.Months[n-1].Value
	}
	a.json = struct {
		OK      bool           `json:"ok"`
		Speaker *store.Speaker `json:"speaker"`
		Profile *store.Profile `json:"profile"`
		Rows    any            `json:"rows"` // the latest
	}{true, speaker, profile, rowsJSON(page.Rows)}
	v := newSpeakerView(speaker, profile)
	for i := range page.Rows {
		v.Latest = append(v.Latest, hit{Row: &page.Rows[i]})
	}
	at := "/s/" + number
	a.view = view{Title: speaker.Name, Here: "speakers", Data: v, Alternates: []alternate{
		{"CSV", at + ".csv", "text/csv"}, {"JSON", at + ".json", "application/json"}, {"Atom", at + ".atom", "application/atom+xml"}, {"RSS", at + ".rss", "application/rss+xml"},
	}}
	return a, nil
}

func newSpeakerView(speaker *store.Speaker, p *store.Profile) *speakerView {
	v := &speakerView{Speaker: speaker, Profile: p}
	number := strconv.FormatInt(speaker.ID, 10)
	find := func(pairs ...string) string {
		values := url.Values{"speaker": {number}}
		for i := 0; i+1 < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
		return searchAddress("", values)
	}
	said := func(name, value string) string { return "/s/" + number + "/said?" + name + "=" + queryEscape(value) }
	links := func(facets []store.Count, name string, address func(string) string) (all []link) {
		for _, f := range facets[:min(len(facets), 12)] {
			all = append(all, link{Name: cmp.Or(f.Name, f.Value), N: f.N, Address: address(f.Value), Rows: said(name, f.Value)})
		}
		return all
	}
	field := func(name string) func(string) string { return func(value string) string { return find(name, value) } }
	v.All, v.Spoken = find(), searchAddress("", url.Values{"to": {speaker.Name}})
	v.Listeners = links(p.To, "to", func(id string) string { return "/s/" + id })
	v.Via = links(p.Via, "via", field("via"))
	v.Outlets = links(p.Outlets, "outlet", field("outlet"))
	v.Wording = links(p.Stances, "stance", field("stance"))
	v.Forms = links(p.Forms, "form", field("form"))
	for _, m := range p.Months {
		v.Months = append(v.Months, link{Name: m.Value, Date: true, N: m.N, Address: find("since", m.Value, "until", m.Value), Rows: said("month", m.Value)})
	}
	v.Timeline = timeline(p.Months)
	for _, w := range telling(p.Words, speaker.Names) {
		v.About = append(v.About, link{Name: w.Value, Address: find("q", w.Value)})
	}
	v.Verbs = verbs(p, "/s/"+number+"/said")
	return v
}

// verbs makes the table of cues: the outlets with most attributions, and the cues that
// are used most.
func verbs(p *store.Profile, said string) verbTable {
	const mostOutlets, mostVerbs = 6, 15
	var t verbTable
	column := map[string]int{}
	for i, o := range p.Outlets {
		if i == mostOutlets {
			break
		}
		column[o.Value] = i
		t.Outlets = append(t.Outlets, o.Value)
	}
	at := map[string]int{}
	for _, c := range p.Cues {
		i, ok := at[c.Lemma]
		if !ok {
			i = len(t.Rows)
			at[c.Lemma] = i
			t.Rows = append(t.Rows, verbRow{Lemma: c.Lemma, Stance: c.Stance, Address: said + "?cue=" + queryEscape(c.Lemma), Cells: make([]link, len(t.Outlets))})
		}
		t.Rows[i].N += c.N
		if k, ok := column[c.Outlet]; ok {
			t.Rows[i].Cells[k].N += c.N
			t.Rows[i].Cells[k].Address = t.Rows[i].Address + "&outlet=" + queryEscape(c.Outlet)
		}
	}
	slices.SortStableFunc(t.Rows, func(a, b verbRow) int { return cmp.Compare(b.N, a.N) })
	if len(t.Rows) > mostVerbs {
		t.Left = len(t.Rows) - mostVerbs
		t.Rows = t.Rows[:mostVerbs]
	}
	return t
}

//go:embed plainwords.txt
var plainWordsFile string

// plainWords are words that tell nothing of what a text is about.
var plainWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(plainWordsFile) {
		words[word] = true
	}
	return words
})

// telling returns the words that most contents have, how many of them each. contents
// are folded. Words of the speaker's own names are left out.
func telling(contents []string, names []store.SpeakerName) []store.Count {
	plain := maps.Clone(plainWords())
	for _, n := range names {
		for w := range strings.FieldsSeq(query.Fold(n.Name)) {
			plain[w] = true
		}
	}
	counts := map[string]int64{}
	for _, content := range contents {
		words := strings.Fields(content)
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			if len(w) > 3 && !plain[w] && strings.Trim(w, "0123456789") != "" {
				counts[w]++
			}
		}
	}
	var all []store.Count
	for w, n := range counts {
		if n > 1 || len(contents) < 5 {
			all = append(all, store.Count{Value: w, N: n})
		}
	}
	slices.SortFunc(all, func(a, b store.Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
	return all[:min(len(all), 16)]
}
