package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hearsay/internal/fetch"
	"hearsay/internal/hostile"
)

// site is a web site on the loopback interface.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]string // path → body; "HOST" stands for its own address
	asked map[string]int
}

func newSite(t testing.TB, pages map[string]string) *site {
	t.Helper()
	s := &site{pages: pages, asked: map[string]int{}}
	mux := http.NewServeMux()
	mux.Handle("/hostile/", http.StripPrefix("/hostile", hostile.Handler()))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked[r.URL.Path]++
		body, ok := s.pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if where, moved := strings.CutPrefix(body, "301 "); moved {
			http.Redirect(w, r, where, http.StatusMovedPermanently)
			return
		}
		if strings.HasPrefix(body, "<") {
			w.Header().Set("Content-Type", "text/html; charset=utf-8") // whatever it is
		}
		_, _ = w.Write([]byte(strings.ReplaceAll(body, "HOST", s.URL)))
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// set changes a page.
func (s *site) set(path, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = body
}

func (s *site) times(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

// options let a Stream fetch from the site and nowhere else on this machine.
func (s *site) options(t testing.TB) Options {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{
		UserAgent: "hearsay/test", Manners: fetch.Manners{Delay: -1},
		Policy: fetch.Policy{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Ports: []uint16{uint16(port)}},
	})
	t.Cleanup(client.Close)
	return Options{Web: client, Now: noon}
}

// told describes what became of each Document, less the address of the site.
func (s *site) told(stream *Stream) string {
	var b strings.Builder
	for in := range stream.All() {
		b.WriteString(strings.ReplaceAll(describe(&in), s.URL, "HOST"))
	}
	return b.String()
}

// report is a page with a headline of its own.
func report(headline string) string {
	return `<!doctype html><html lang="en"><head><title>` + headline + ` | The Orrin Gazette</title>
<meta property="og:site_name" content="The Orrin Gazette"><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>
<body><nav><a href="/">Home</a></nav><article><h1>` + headline + `</h1>` + story() + `</article></body></html>`
}

func rss(items ...string) string {
	return `<?xml version="1.0"?><rss version="2.0"><channel><title>The Orrin Gazette</title><language>en</language>` + strings.Join(items, "") + `</channel></rss>`
}

func rssItem(title, link, description string) string {
	return `<item><title>` + title + `</title><link>` + link + `</link><description><![CDATA[` + description + `]]></description></item>`
}

func TestAddresses(t *testing.T) {
	s := newSite(t, map[string]string{
		"/ferry":     report("Ferry stays in port"),
		"/old":       "301 /ferry",
		"/koi8":      "<meta charset=koi8-r><p>x", // the label of HTTP wins
		"/empty":     "",
		"/notice":    "<html><head><title>Orrin Gazette</title></head><body><p>We value your privacy and so do our partners.</p><p>Accept all cookies</p></body></html>",
		"/text":      "It rained in Thornby on Monday, Ann Poe said.",
		"/item.json": `{"uri":"http://orrin.example/1","type":"text","versioncreated":"2026-03-09T10:00:00Z","headline":"Rain","body_text":"It rained, Ann Poe said."}`,
		"/rows.csv":  "title,text\nRain,\"It rained, Ann Poe said.\"\nSnow,\"It snowed, Sam Loe said.\"\n",
		"/image.png": "\x89PNG\r\n\x1a\n",
	})
	o := s.options(t)
	for _, c := range []struct{ path, want string }{
		{"/ferry", "== HOST/ferry: read\nurl: HOST/ferry\ntitle: Ferry stays in port\noutlet: The Orrin Gazette\nlanguage: en\ncharset: utf-8\n"},
		{"/old#x", "== HOST/old: read\nurl: HOST/ferry\ntitle: Ferry"},
		{"/text", "== HOST/text: read\nurl: HOST/text\nlanguage: en\ncharset: utf-8\n| It rained in Thornby"},
		{"/item.json", "== HOST/item.json: read\nurl: HOST/item.json\ntitle: Rain\npublished: 2026-03-09"},
		{"/rows.csv", "== HOST/rows.csv:2: read\ntitle: Rain\nlanguage: en\ncharset: utf-8\n| Rain\n| \n| It rained, Ann Poe said.\n== HOST/rows.csv:3: read"},
		{"/notice", "== HOST/notice: not an article\nnote: not an article: a form about cookies"},
		{"/image.png", "== HOST/image.png: failed\nerror: binary data, not text: it is a PNG image"},
		{"/empty", "== HOST/empty: failed\nerror: the answer is empty: no byte of it; kept: nothing; try again later"},
		{"/none", "== HOST/none: failed\nerror: the server has nothing there: 404 Not Found; kept: nothing; check the address"},
		{"/hostile/status/403", "error: the server gives it only to those it knows: 403 Forbidden; kept: nothing; open the page in a browser"},
		{"/hostile/status/410", "error: taken away for good: 410 Gone; kept: nothing; take the address off your list"},
		{"/hostile/status/451", "error: withheld for legal reasons: 451"},
		{"/hostile/challenge/cloudflare", "error: the server asks whether a human reads it: 403 Forbidden, a challenge of Cloudflare"},
		{"/hostile/length/more", "error: the answer ended early: it breaks off; kept: nothing; try again later"},
		{"/hostile/to?url=http://169.254.169.254/", "error: the address is not on the public network: at http://169.254.169.254/: redirected from HOST/hostile/to?url=http://169.254.169.254/: 169.254.169.254 is link-local"},
	} {
		if got := s.told(Open([]string{s.URL + c.path}, o)); !strings.Contains(got, c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", c.path, got, c.want)
		}
	}
	in := slices.Collect(Open([]string{s.URL + "/ferry"}, o).All())[0]
	if in.Origin.Fetched.IsZero() || in.Rel != "127.0.0.1/ferry" || in.BytesSum == "" {
		t.Errorf("provenance is %+v, %q", in.Origin, in.Rel)
	}
	if got := s.told(Open([]string{s.URL + "/ferry"}, Options{})); !strings.Contains(got, "nothing is fetched here") {
		t.Error(got)
	}
}

// TestFeedByAddress reads a feed: what it has in full, the pages of the rest, each
// once; what cannot be had is told.
func TestFeedByAddress(t *testing.T) {
	s := newSite(t, map[string]string{
		"/feed": rss(
			rssItem("Ferry, announced", "/ferry", "The ferry will not sail…"),
			rssItem("Rain", "HOST/rain", "<p>"+strings.Repeat(sentence, 20)+"</p>"),
			rssItem("Ferry, once more", "/ferry", "The ferry will still not sail…"),
			rssItem("Rain", "HOST/rain", "<p>"+strings.Repeat(sentence, 20)+"</p>"),
			rssItem("Gone", "HOST/gone", "It is gone."),
			rssItem("Secret", "HOST/secret/1", "It is secret."),
			rssItem("Inside", "http://192.168.1.1/", "It is inside."),
			rssItem("A feed", "HOST/feed", "It leads back."),
			rssItem("No address", "javascript:alert(1)", "It rained, she said."),
		),
		"/ferry":      report("Ferry stays in port"),
		"/robots.txt": "User-agent: *\nDisallow: /secret\n",
		"/secret/1":   report("Secret"),
	})
	got := s.told(Open([]string{s.URL + "/feed"}, s.options(t)))
	var outcomes []string
	for line := range strings.Lines(got) {
		if strings.HasPrefix(line, "== ") || strings.HasPrefix(line, "error: ") || strings.HasPrefix(line, "note: ") {
			outcomes = append(outcomes, strings.TrimSpace(line))
		}
	}
	want := `== HOST/ferry: read
== HOST/feed:2: read
== HOST/ferry: repeated
note: listed before: item 1 is the same
== HOST/feed:4: repeated
note: listed before: item 2 is the same
== HOST/gone: failed
error: the server has nothing there: 404 Not Found; kept: nothing; check the address
== HOST/secret/1: failed
error: robots.txt keeps programs away: it forbids /secret/1 to hearsay; kept: nothing; name the address itself; for a site of your own: --ignore-robots
== http://192.168.1.1/: failed
error: the address is not on the public network: 192.168.1.1 is a private network; kept: nothing; if it is yours: --allow-private
== HOST/feed: failed
error: not in a known format: it holds several articles, or none, within a container; kept: nothing; unpack the container
== HOST/feed:9: read`
	if strings.Join(outcomes, "\n") != want {
		t.Errorf("got:\n%s", strings.Join(outcomes, "\n"))
	}
	if !strings.Contains(got, "url: HOST/ferry\ntitle: Ferry stays in port\noutlet: The Orrin Gazette\n") || s.times("/ferry") != 1 || s.times("/secret/1") != 0 || s.times("/robots.txt") != 1 {
		t.Errorf("asked %v, got:\n%s", s.asked, got)
	}

	o := s.options(t)
	o.Follow, o.MaxPages = FollowNone, 0
	if got := s.told(Open([]string{s.URL + "/feed"}, o)); strings.Count(got, "not fetched\n") != 5 {
		t.Errorf("without pages:\n%s", got)
	}
	o.Follow, o.MaxPages = FollowFetched, 1
	if got := s.told(Open([]string{s.URL + "/feed"}, o)); !strings.Contains(got, "HOST/ferry: read") || strings.Count(got, "of a feed, 1 pages are; --max-pages raises that") != 4 {
		t.Errorf("one page:\n%s", got)
	}
}

// TestLists reads lists of feeds and of addresses.
func TestLists(t *testing.T) {
	s := newSite(t, map[string]string{
		"/feeds.opml": `<opml version="2.0"><body><outline text="a"><outline xmlUrl="HOST/feed"/></outline><outline xmlUrl="HOST/ferry"/><outline xmlUrl="HOST/none"/></body></opml>`,
		"/feed":       rss(rssItem("Ferry", "/ferry", "The ferry will not sail…")),
		"/ferry":      report("Ferry stays in port"),
	})
	o := s.options(t)
	want := `== HOST/ferry: read
== HOST/ferry: failed
error: not a feed: but a page that names these: HOST/feed.xml; kept: nothing; take one of them
== HOST/none: failed`
	short := func(got string) string {
		var lines []string
		for line := range strings.Lines(got) {
			if strings.HasPrefix(line, "== ") || strings.HasPrefix(line, "error: not a feed") || strings.HasPrefix(line, "error: damaged") {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
		return strings.Join(lines, "\n")
	}
	if got := short(s.told(Open([]string{s.URL + "/feeds.opml"}, o))); got != want {
		t.Errorf("list of feeds by address:\n%s", got)
	}
	dir := tree(t, map[string]string{
		"feeds.opml": strings.ReplaceAll(s.pages["/feeds.opml"], "HOST", s.URL),
		"feed.xml":   strings.ReplaceAll(rss(rssItem("Ferry", "HOST/ferry", "The ferry will not sail…")), "HOST", s.URL),
		"rows.csv":   "url,title,text\n" + s.URL + "/ferry,Ferry,\n" + s.URL + "/none,None,\n",
		"rows.jsonl": `{"url":"` + s.URL + `/ferry","title":"Ferry","date":"2026-03-08"}` + "\n",
		"list.txt":   "# papers\n\n" + s.URL + "/ferry  The ferry\n" + s.URL + "/feed\nferry.example\n" + strings.Repeat("x", 20_000) + "\n" + s.URL + "/none",
	})
	s.asked = map[string]int{}
	if got := short(s.told(Open([]string{dir + "/feeds.opml", dir + "/feed.xml"}, o))); got != "== HOST/feed: not fetched\n== HOST/ferry: not fetched\n== HOST/none: not fetched\n== HOST/ferry: not fetched" || len(s.asked) > 0 {
		t.Errorf("files, asked %v:\n%s", s.asked, got)
	}
	o.Follow = FollowAll
	if got := short(s.told(Open([]string{dir + "/feeds.opml", dir + "/feed.xml"}, o))); got != want+"\n== HOST/ferry: read" {
		t.Errorf("files, all fetched:\n%s", got)
	}
	rows := s.told(Open([]string{dir + "/rows.csv", dir + "/rows.jsonl"}, o))
	for _, part := range []string{"rows.csv:2: read\nurl: HOST/ferry\ntitle: Ferry stays in port\n", "rows.csv:3: failed\nerror: the server has nothing there: at HOST/none: 404", "rows.jsonl: read\nurl: HOST/ferry", "published: 2026-03-08"} {
		if !strings.Contains(rows, part) {
			t.Errorf("rows without text lack %q:\n%s", part, rows)
		}
	}
	o.Follow, o.Lists = FollowNone, []string{dir + "/list.txt"}
	got := short(strings.ReplaceAll(s.told(Open(nil, o)), dir, "DIR"))
	want = `== HOST/ferry: read
== HOST/ferry: not fetched
== DIR/list.txt:5: failed
error: damaged: "ferry.example" is no address of the web; kept: the other addresses; begin it with https://
== DIR/list.txt:6: failed
error: damaged: "a line without an end" is no address of the web; kept: the other addresses; begin it with https://
== HOST/none: failed`
	if got != want {
		t.Errorf("list of addresses:\n%s", got)
	}
}

// TestOrderOfArrival: Documents come as they were listed, however long each takes,
// and no more than a few are fetched ahead.
func TestOrderOfArrival(t *testing.T) {
	const n = 40
	w := &slowWeb{}
	var addresses []string
	for i := range n {
		addresses = append(addresses, fmt.Sprintf("https://h%d.example/%d", i, i))
	}
	i := 0
	for in := range Open(addresses, Options{Web: w}).All() {
		if in.Name != addresses[i] || in.Article.Text != "It rained there, "+addresses[i]+" said." {
			t.Fatalf("%d: %+v", i, in)
		}
		i++
	}
	if i != n || w.most.Load() > ahead+1 || w.most.Load() < 2 {
		t.Errorf("%d of %d, %d at a time", i, n, w.most.Load())
	}
	taken := 0
	for range Open(addresses, Options{Web: w}).Documents() { // whoever stops waits for nothing
		if taken++; taken == 2 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for in := range Open(addresses[:3], Options{Web: w, Context: ctx}).All() {
		if !errors.Is(in.Err, context.Canceled) {
			t.Errorf("%+v", in)
		}
	}
}

// slowWeb answers the earlier the later it was asked.
type slowWeb struct{ now, most atomic.Int32 }

func (w *slowWeb) Get(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	n := w.now.Add(1)
	defer w.now.Add(-1)
	for most := w.most.Load(); n > most && !w.most.CompareAndSwap(most, n); most = w.most.Load() {
	}
	select {
	case <-time.After(time.Duration(20-2*n) * time.Millisecond):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return &fetch.Response{URL: r.URL, Body: []byte("It rained there, " + r.URL + " said."), Received: time.Now()}, nil
}

func TestRelOfAddress(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://a.example/2026/03/ferry.html?x=1", "a.example/2026/03/ferry.html"},
		{"https://a.example", "a.example"},
		{"https://a.example/../../etc/passwd", "a.example/etc/passwd"},
		{"https://a.example/%2e%2e/%2e%2e/x", "a.example/x"},
		{"https://a.example/.hidden/…/a b", "a.example/hidden/_/a_b"},
		{"https://[::1]/x", "__1/x"},
		{"https://../x", "x"},
		{"https://a.example/" + strings.Repeat("x", 500), "a.example/" + strings.Repeat("x", 60)},
		{"https://a.example" + strings.Repeat("/a", 50), "a.example/a/a/a/a/a/a/a"},
		{"http://%", "address"},
	} {
		if got := relOfAddress(c.in); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

// TestPolls polls a feed that changes.
func TestPolls(t *testing.T) {
	s := newSite(t, map[string]string{
		"/feed": rss(rssItem("One", "/1", "A…"), rssItem("Two", "/2", "<p>"+strings.Repeat(sentence, 20)+"</p>")),
		"/1":    report("One"), "/3": report("Three"),
		"/page": report("Not a feed"), "/null": "null",
	})
	o := s.options(t)
	now := noon()
	state := FeedState{URL: s.URL + "/feed"}
	poll := func(want ...string) Poll {
		t.Helper()
		p := PollFeed(t.Context(), state, now, o)
		var titles []string
		for in := range Deliver(p.Documents, o).All() {
			titles = append(titles, in.Article.Title+" "+in.Outcome.String())
		}
		if !slices.Equal(titles, want) {
			t.Errorf("new are %q, want %q; %v", titles, want, p.Err)
		}
		state, now = p.State, now.Add(time.Hour)
		return p
	}
	p := poll("One read", "Two read")
	if p.State.Next != noon().Add(usualPoll) || p.State.Title != "The Orrin Gazette" || len(p.State.Items) != 2 {
		t.Errorf("state is %+v", p.State)
	}
	poll()
	s.set("/feed", rss(rssItem("Three", "/3", "C…"), rssItem("One", "/1", "A…"), rssItem("Two", "/2", "<p>“It changed,” she said. "+strings.Repeat(sentence, 20)+"</p>")))
	poll("Three read", "Two read")

	// It moves, and is believed the third time.
	s.set("/new", s.pages["/feed"])
	s.set("/feed", "301 /new")
	for i := range movesEnough {
		if p := poll(); (p.Notice != "") != (i == movesEnough-1) || (state.URL == s.URL+"/new") != (i == movesEnough-1) {
			t.Errorf("poll %d: %q, %+v", i+1, p.Notice, state)
		}
	}
	old := maps.Clone(state.Items)

	// It fails for a while, and what is known of it stays.
	s.set("/new", "<html><body>"+story()+`<link rel="alternate" type="application/atom+xml" href="/atom">`)
	for i, wait := range []time.Duration{firstWait, 2 * firstWait, 4 * firstWait} {
		at := now
		if p := poll(); !errors.Is(p.Err, ErrNotFeed) || !strings.Contains(p.Err.Error(), s.URL+"/atom") || state.Failures != i+1 || state.Next != at.Add(wait) {
			t.Errorf("failure %d: %v, %+v", i+1, p.Err, state)
		}
	}
	if !maps.Equal(old, state.Items) {
		t.Error("a failure lost what was known")
	}
	state.Failures = 40
	at := now
	if poll(); state.Next != at.Add(maxPoll) {
		t.Errorf("after 40 failures: %v", state.Next.Sub(at))
	}
	for path, problem := range map[string]error{"/hostile/status/503?after=1e9": fetch.ErrBusy, "/null": ErrNotFeed, "/page": ErrNotFeed} {
		p := PollFeed(t.Context(), FeedState{URL: s.URL + path}, now, s.options(t))
		if !errors.Is(p.Err, problem) || path == "/hostile/status/503?after=1e9" && p.State.Next != now.Add(maxPoll) {
			t.Errorf("%s: %v, %+v", path, p.Err, p.State)
		}
	}
	p = PollFeed(t.Context(), FeedState{URL: s.URL + "/hostile/status/410"}, now, s.options(t))
	if p.State.Disabled == "" || p.Notice == "" || !errors.Is(p.Err, fetch.ErrGone) {
		t.Errorf("gone: %+v", p)
	}
	if p = PollFeed(t.Context(), p.State, now, s.options(t)); p.Err != nil || !p.Unchanged || p.Notice == "" {
		t.Errorf("polled although it is gone: %+v", p)
	}
}

// TestPause: what a server says is good for so long is asked for again in time.
func TestPause(t *testing.T) {
	for _, c := range []struct {
		in   fetch.Freshness
		want time.Duration
	}{
		{fetch.Freshness{}, usualPoll},
		{fetch.Freshness{Stated: true}, minPoll},
		{fetch.Freshness{MaxAge: time.Hour, Stated: true}, time.Hour},
		{fetch.Freshness{MaxAge: 1000 * time.Hour, Stated: true}, maxPoll},
	} {
		if got := pause(c.in); got != c.want {
			t.Errorf("%+v: %v", c.in, got)
		}
	}
}

// TestIdentities: feeds that give all items one identity, or each a new one at
// every fetch, list nothing twice and hide nothing.
func TestIdentities(t *testing.T) {
	feed := func(guid func(int) string) string {
		var items []string
		for i := range 5 {
			items = append(items, fmt.Sprintf("<item><title>Item %d</title><guid isPermaLink=\"false\">%s</guid><description>It rained %d times, she said.</description></item>", i, guid(i), i))
		}
		return rss(items...)
	}
	s := newSite(t, map[string]string{"/feed": feed(func(int) string { return "same" })})
	o := s.options(t)
	p := PollFeed(t.Context(), FeedState{URL: s.URL + "/feed"}, noon(), o)
	if len(p.Documents) != 5 {
		t.Fatalf("%d items, %v", len(p.Documents), p.Err)
	}
	s.set("/feed", feed(func(i int) string { return fmt.Sprint("new", i) }))
	if p = PollFeed(t.Context(), p.State, noon(), o); len(p.Documents) != 0 {
		t.Errorf("%d items again", len(p.Documents))
	}
}
