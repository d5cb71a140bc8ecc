package web

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"hearsay/internal/fetch"
	"hearsay/internal/ingest"
	"hearsay/internal/jobs"
	"hearsay/internal/store"
)

// Feeds are watched by "hearsay watch", which is a program of its own. Here they are
// listed with how they are, added and removed.

// mostFeeds is how many feeds can be added at once.
const mostFeeds = 1000

// overdue is after how long a feed that is due says that nobody watches.
const overdue = 15 * time.Minute

// feedsView is what the page of feeds shows.
type feedsView struct {
	Feeds    []feedShown
	Failing  int
	GivenUp  int
	Articles int64
	Queue    *jobs.Counts // nil if there is none
	Overdue  string       // since when the one that waits longest is due; empty if somebody watches
	Problem  *problem
	Given    string // addresses that could not be taken
}

// feedShown is a feed as pages and programs see it. Its address is without what only
// its owner should know.
type feedShown struct {
	store.Feed
	Masked bool       `json:"-"`                      // its address leads nowhere as it is shown
	Items  []feedItem `json:"failed_items,omitempty"` // pages of the last poll that could not be read, and are tried again
}

type feedItem struct {
	Address string `json:"address"`
	Tries   int    `json:"tries"`
}

func newFeedShown(f *store.Feed) feedShown {
	v := feedShown{Feed: *f}
	v.Masked = fetch.Mask(f.URL) != f.URL
	v.URL, v.Problem = fetch.Mask(f.URL), strings.ReplaceAll(f.Problem, f.URL, fetch.Mask(f.URL))
	var state ingest.FeedState
	if json.Unmarshal([]byte(f.State), &state) == nil { // else it says nothing of items
		for _, address := range slices.Sorted(maps.Keys(state.Tries)) {
			v.Items = append(v.Items, feedItem{fetch.Mask(address), state.Tries[address]})
		}
	}
	return v
}

// How says in a word how the feed is.
func (f feedShown) How() string {
	switch {
	case f.Disabled != "":
		return "given up"
	case f.Failures > 0:
		return "failing"
	case f.Polled.IsZero():
		return "new"
	}
	return "fine"
}

// Moment writes a time for the page.
func (f feedShown) Moment(t time.Time) string { return minute(t) }

// minute writes a time as the ledger does, without seconds; empty for the zero time.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04Z")
}

func (s *Server) feedList(r *request) (*feedsView, error) {
	all, err := s.Ledger.Feeds(r.Context())
	if err != nil {
		return nil, err
	}
	v := &feedsView{Feeds: []feedShown{}, Queue: s.countQueue(r.Context())}
	waits := s.Now().Add(-overdue)
	for i := range all {
		f := newFeedShown(&all[i])
		v.Feeds = append(v.Feeds, f)
		v.Articles += f.Articles
		switch f.How() {
		case "given up":
			v.GivenUp++
			continue
		case "failing":
			v.Failing++
		}
		if f.Next.Before(waits) {
			waits, v.Overdue = f.Next, f.Moment(f.Next)
		}
	}
	return v, nil
}

func (s *Server) feeds(r *request) (*answer, error) {
	if p := r.parameters(); p.err != nil {
		return nil, p.err
	}
	v, err := s.feedList(r)
	if err != nil {
		return nil, err
	}
	a := &answer{page: "feeds", view: view{Title: "Feeds", Here: "feeds", Data: v, Alternates: []alternate{{"JSON", "/feeds.json", "application/json"}, {"OPML", "/feeds.opml", "text/x-opml"}}}}
	if r.format == "opml" {
		a.plain, a.media = opml(v.Feeds), "text/x-opml; charset=utf-8"
	}
	a.json = struct {
		OK   bool        `json:"ok"`
		Rows []feedShown `json:"rows"`
	}{true, v.Feeds}
	return a, nil
}

// opml lists feeds for other programs that read them (http://opml.org/spec2.opml).
func opml(feeds []feedShown) []byte {
	type outline struct {
		Type  string `xml:"type,attr"`
		Text  string `xml:"text,attr"`
		Title string `xml:"title,attr"`
		URL   string `xml:"xmlUrl,attr"`
	}
	list := struct {
		XMLName  xml.Name  `xml:"opml"`
		Version  string    `xml:"version,attr"`
		Title    string    `xml:"head>title"`
		Outlines []outline `xml:"body>outline"`
	}{Version: "2.0", Title: "Feeds of Hearsay"}
	for i := range feeds {
		f := &feeds[i]
		name := f.Title
		if name == "" {
			name = f.URL
		}
		list.Outlines = append(list.Outlines, outline{"rss", name, name, f.URL})
	}
	text, _ := xml.MarshalIndent(list, "", " ") // words cannot fail
	return append([]byte(xml.Header), append(text, '\n')...)
}

// feedAddresses checks addresses of feeds.
func feedAddresses(lines []string) (addresses []string, err error) {
	for _, line := range lines {
		address := strings.TrimSpace(line)
		if address == "" || slices.Contains(addresses, address) {
			continue
		}
		u, err := url.Parse(address)
		if err != nil || !isWeb(address) || u.Host == "" || len(address) > 2000 {
			return nil, &problem{http.StatusBadRequest, "“" + shown(address) + "” is no address of a feed.", "It begins with https:// or http://. None was added."}
		}
		addresses = append(addresses, address)
	}
	switch {
	case len(addresses) == 0:
		return nil, &problem{http.StatusBadRequest, "There is no address.", "Give the address of a feed, or several, one a line."}
	case len(addresses) > mostFeeds:
		return nil, &problem{http.StatusBadRequest, "These are more than " + itoa(mostFeeds) + " addresses.", "Add them in parts, or give the list to “hearsay watch”. None was added."}
	}
	return addresses, nil
}

// addFeeds takes the form with addresses, one a line.
func (s *Server) addFeeds(r *request) (*answer, error) {
	p := r.parameters()
	text := p.values.Get("urls")
	if p.many("urls"); p.err != nil {
		return nil, p.err
	}
	addresses, err := feedAddresses(strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\r' }))
	if err == nil {
		_, err = s.Ledger.AddFeeds(r.Context(), addresses)
		return &answer{redirect: "/feeds"}, err
	}
	v, again := s.feedList(r)
	if again != nil {
		return nil, again
	}
	v.Problem, v.Given = asProblem(err), text
	return &answer{status: v.Problem.Status, page: "feeds", view: view{Title: "Feeds", Here: "feeds", Data: v}}, nil
}

// numberedFeed returns the feed that an address names.
func (s *Server) numberedFeed(r *request) (*store.Feed, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return nil, store.ErrNotFound
	}
	all, err := s.Ledger.Feeds(r.Context())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(f store.Feed) bool { return f.ID == id })
	if i < 0 {
		return nil, store.ErrNotFound
	}
	return &all[i], nil
}

// removeFeed ends the watching of a feed; its articles stay.
func (s *Server) removeFeed(r *request) (*answer, error) {
	f, err := s.numberedFeed(r)
	if err != nil {
		return nil, err
	}
	shown := newFeedShown(f)
	return &answer{redirect: "/feeds", json: struct {
		OK   bool      `json:"ok"`
		Feed feedShown `json:"removed"`
	}{true, shown}}, s.Ledger.RemoveFeed(r.Context(), f.URL)
}

// takeUpFeed takes a feed up again that was given up.
func (s *Server) takeUpFeed(r *request) (*answer, error) {
	f, err := s.numberedFeed(r)
	if err != nil {
		return nil, err
	}
	_, err = s.Ledger.AddFeeds(r.Context(), []string{f.URL})
	return &answer{redirect: "/feeds"}, err
}

// sendFeeds adds feeds for a program.
func (s *Server) sendFeeds(r *request) (*answer, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var sent struct {
		URLs []string `json:"urls"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&sent); err != nil {
		return nil, &problem{http.StatusBadRequest, "That is not JSON as it is wanted: " + shown(plainJSONError(err)) + ".", "Send {\"urls\": [\"https://…\"]}."}
	}
	addresses, err := feedAddresses(sent.URLs)
	if err != nil {
		return nil, err
	}
	added, err := s.Ledger.AddFeeds(r.Context(), addresses)
	return &answer{json: struct {
		OK    bool `json:"ok"`
		Added int  `json:"added"` // that were not watched before
	}{true, added}}, err
}
