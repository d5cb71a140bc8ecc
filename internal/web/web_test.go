package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay"
	"hearsay/internal/query"
	"hearsay/internal/samples"
	"hearsay/internal/store"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if browser.end != nil {
		browser.end()
	}
	if shared.dir != "" {
		_ = shared.ledger.Close()
		_ = os.RemoveAll(shared.dir)
	}
	os.Exit(code)
}

// shared is a ledger of samples that no test writes to.
var shared struct {
	once   sync.Once
	err    error
	dir    string
	ledger *store.Ledger
	reader *hearsay.Reader
}

// testEntries are readings of some of the samples, and of an event.
var testEntries = sync.OnceValues(func() (entries []store.Entry, err error) {
	all, err := samples.All()
	if err != nil {
		return nil, err
	}
	events, err := samples.Events()
	if err != nil {
		return nil, err
	}
	var articles []hearsay.Article
	for _, s := range all[:4] {
		a := hearsay.NewArticle(s.Text)
		a.File = s.Name
		articles = append(articles, a)
	}
	for _, e := range events {
		if e.Name != "kelda-dam" {
			continue
		}
		for _, told := range e.Articles {
			a := hearsay.NewArticle(told.Text)
			a.Outlet, a.Published, a.URL = told.Outlet, told.Published, told.URL
			articles = append(articles, a)
		}
	}
	for _, a := range articles {
		reading, err := hearsay.Read(a)
		if err != nil {
			return nil, err
		}
		entries = append(entries, store.Entry{Article: a, Reading: reading})
	}
	return entries, nil
})

func entriesForTest(t *testing.T) []store.Entry {
	t.Helper()
	entries, err := testEntries()
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// newLedger makes a ledger of entries.
func newLedger(t testing.TB, entries []store.Entry) *store.Ledger {
	t.Helper()
	ledger, err := fill(filepath.Join(t.TempDir(), "ledger.db"), entries)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	return ledger
}

func fill(path string, entries []store.Entry) (*store.Ledger, error) {
	ledger, err := store.Open(context.Background(), path, store.Options{Create: true, Now: clock})
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	_, err = ledger.Save(ctx, "The dam", "q=dam", "")
	if err == nil {
		_, err = ledger.Add(ctx, entries)
	}
	if err == nil {
		_, err = ledger.JoinSpeakers(ctx)
	}
	if err == nil {
		_, err = ledger.LookForNews(ctx, 1, query.Parse("dam"))
	}
	return ledger, err
}

func clock() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

// sharedLedger returns the ledger that tests only read.
func sharedLedger(t testing.TB) *store.Ledger {
	t.Helper()
	shared.once.Do(func() {
		var entries []store.Entry
		if entries, shared.err = testEntries(); shared.err != nil {
			return
		}
		if shared.dir, shared.err = os.MkdirTemp("", "hearsay-web-*"); shared.err == nil {
			shared.ledger, shared.err = fill(filepath.Join(shared.dir, "ledger.db"), entries)
		}
		if shared.err == nil {
			shared.err = enrich(shared.ledger)
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.ledger
}

// enrich puts in what people add: feeds that went well and badly, and a correction.
func enrich(l *store.Ledger) error {
	ctx := context.Background()
	if _, err := l.AddFeeds(ctx, []string{"https://ledger.example/feed.xml", "https://orla.example/rss", "https://gone.example/rss"}); err != nil {
		return err
	}
	for range 2 {
		f, _, err := l.ClaimFeed(ctx, clock().Add(time.Minute))
		if err != nil {
			return err
		}
		if f.Next = clock().Add(time.Hour); f.ID == 1 {
			f.Title, f.Polled, f.State = "Morning Ledger", clock(), `{"tries":{"https://ledger.example/a":2}}`
		} else {
			f.Failures, f.Problem = 3, "the server does not answer"
		}
		if err := l.SaveFeed(ctx, f, 4); err != nil {
			return err
		}
	}
	page, err := l.Search(ctx, store.Search{Query: query.Parse("dam"), Limit: 1})
	if err != nil {
		return err
	}
	medium := "letter"
	_, err = l.Correct(ctx, page.Rows[0].ID, "Ann", "as the text says", (&store.Mending{Medium: &medium}).Apply)
	return err
}

var testReader = sync.OnceValues(hearsay.NewReader)

// newServer starts a server on loopback.
func newServer(t testing.TB, o Options) (*Server, *httptest.Server) {
	t.Helper()
	var err error
	if o.Reader, err = testReader(); err != nil {
		t.Fatal(err)
	}
	if o.Ledger == nil {
		o.Ledger = sharedLedger(t)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.Close()
		s.Close()
	})
	return s, server
}

// ask sends a request and returns the answer with its body.
func ask(t testing.TB, method, address string, change func(*http.Request)) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	return response, string(body)
}

// ids are things that are in the ledger.
type ids struct{ article, attribution, speaker string }

func someIDs(t testing.TB, l *store.Ledger) ids {
	t.Helper()
	page, err := l.ListArticles(context.Background(), 1, "")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := l.Article(context.Background(), page.Articles[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	speakers, err := l.Speakers(context.Background(), store.SpeakerSearch{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return ids{kept.Article.ID, kept.Attributions[0].ID, fmt.Sprint(speakers[0].ID)}
}

// addresses returns an address for each route and format, with what is needed for an
// answer.
func addresses(t testing.TB, s *Server) (all []struct{ method, address string }) {
	t.Helper()
	known := someIDs(t, s.Ledger)
	for _, r := range s.table {
		path := strings.TrimSuffix(r.path, "{$}")
		switch {
		case strings.HasPrefix(path, "/s/"), strings.HasPrefix(path, "/api/v1/speakers/"):
			path = strings.Replace(path, "{id}", known.speaker, 1)
		case strings.HasPrefix(path, "/a/"), strings.HasPrefix(path, "/q/"), strings.Contains(path, "attributions/"), strings.Contains(path, "statements/"):
			path = strings.Replace(path, "{id}", known.attribution, 1)
		}
		path = strings.Replace(path, "/feeds/{id}", "/feeds/1", 1)
		path = strings.Replace(path, "/corrections/{id}", "/corrections/1", 1)
		path = strings.Replace(path, "{alert}", "1", 1)
		if strings.HasPrefix(path, "/saved/") {
			path = strings.Replace(strings.Replace(path, "{id}", "1", 1), "{feed}", "feed.atom", 1)
		}
		path = strings.Replace(path, "{id}", known.article, 1)
		path = strings.Replace(path, "{file}", "hearsay.css", 1)
		more := ""
		switch strings.TrimPrefix(r.path, "/api/v1") {
		case "/s/{id}/said":
			more = "?cue=say"
		case "/trace", "/verify":
			more = "?q=" + url.QueryEscape("We will look at every dam in the country")
		case "/compare":
			page, err := s.Ledger.ListArticles(context.Background(), 2, "")
			if err != nil {
				t.Fatal(err)
			}
			more = "?d=" + page.Articles[0].ID + "&d=" + page.Articles[1].ID
		}
		all = append(all, struct{ method, address string }{r.method, path + more})
		for _, f := range r.formats {
			all = append(all, struct{ method, address string }{r.method, path + "." + f + more})
		}
	}
	return all
}

// TestRoutes asks at every address of the table of contents and looks at what every
// answer has to have.
func TestRoutes(t *testing.T) {
	s, server := newServer(t, Options{Ledger: newLedger(t, entriesForTest(t))})
	for _, a := range addresses(t, s) {
		t.Run(a.method+" "+a.address, func(t *testing.T) {
			response, body := ask(t, a.method, server.URL+a.address, nil)
			want := http.StatusOK
			if strings.Contains(a.address, "/queue") { // which a file does not have
				want = http.StatusNotFound
			}
			if a.method == http.MethodGet && response.StatusCode != want {
				t.Errorf("status %d: %.300s", response.StatusCode, body)
			}
			if response.StatusCode >= 500 {
				t.Errorf("status %d: %.300s", response.StatusCode, body)
			}
			for name, value := range headers {
				if got := response.Header.Get(name); got != value {
					t.Errorf("%s: %q, want %q", name, got, value)
				}
			}
			if strings.Contains(response.Header.Get("Content-Type"), "html") && strings.Contains(body, " style=") {
				t.Error("the page has an inline style, which its policy forbids")
			}
			if strings.HasSuffix(strings.SplitN(a.address, "?", 2)[0], ".json") && !json.Valid([]byte(body)) {
				t.Errorf("no JSON: %.200s", body)
			}
		})
	}
}

// TestEverything opens the page of each article, attribution and speaker of the ledger.
func TestEverything(t *testing.T) {
	s, server := newServer(t, Options{})
	ctx := context.Background()
	list, err := s.Ledger.ListArticles(ctx, 100, "")
	if err != nil {
		t.Fatal(err)
	}
	speakers, err := s.Ledger.Speakers(ctx, store.SpeakerSearch{})
	if err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for _, a := range list.Articles {
		kept, err := s.Ledger.Article(ctx, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		addresses = append(addresses, "/d/"+a.ID)
		for i := range kept.Attributions {
			addresses = append(addresses, "/a/"+kept.Attributions[i].ID)
		}
	}
	for _, sp := range speakers {
		addresses = append(addresses, fmt.Sprintf("/s/%d", sp.ID))
		_, body := ask(t, "GET", fmt.Sprintf("%s/api/v1/speakers/%d", server.URL, sp.ID), nil)
		var page struct{ Speaker store.Speaker }
		if err := json.Unmarshal([]byte(body), &page); err != nil || page.Speaker.Attributions != sp.Attributions || page.Speaker.Articles != sp.Articles {
			t.Errorf("%v: %+v, want %+v", err, page.Speaker, sp)
		}
	}
	for _, address := range addresses {
		if response, body := ask(t, "GET", server.URL+address, nil); response.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d: %.200s", address, response.StatusCode, body)
		}
	}
}

// TestForeignHost asks every address under the name of another site.
func TestForeignHost(t *testing.T) {
	s, server := newServer(t, Options{Hosts: []string{"news.example"}, Base: &url.URL{Scheme: "https", Host: "hearsay.example"}})
	for _, a := range addresses(t, s) {
		for _, host := range []string{"evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.nip.example", "", "[::2]", "169.254.169.254"} {
			response, body := ask(t, a.method, server.URL+a.address, func(r *http.Request) { r.Host = host })
			if host == "" { // the client puts in the address
				continue
			}
			if response.StatusCode != http.StatusMisdirectedRequest {
				t.Errorf("%s %s for host %q: status %d: %.100s", a.method, a.address, host, response.StatusCode, body)
			}
		}
	}
	for _, host := range []string{"localhost", "LOCALHOST:8474", "127.0.0.1:1", "[::1]:8474", "news.example", "hearsay.example"} {
		if response, _ := ask(t, "GET", server.URL+"/healthz", func(r *http.Request) { r.Host = host }); response.StatusCode != http.StatusOK {
			t.Errorf("host %q: status %d", host, response.StatusCode)
		}
	}
}

// TestCrossSite sends forms from pages of other sites.
func TestCrossSite(t *testing.T) {
	s, server := newServer(t, Options{})
	tried := 0
	for _, a := range addresses(t, s) {
		if a.method == http.MethodGet {
			continue
		}
		tried++
		for _, from := range []map[string]string{
			{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"},
			{"Origin": "https://127.0.0.1.evil.example", "Content-Type": "text/plain"},
		} {
			response, _ := ask(t, a.method, server.URL+a.address, func(r *http.Request) {
				for name, value := range from {
					r.Header.Set(name, value)
				}
			})
			if response.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s from %v: status %d", a.method, a.address, from, response.StatusCode)
			}
		}
	}
	if tried < 5 {
		t.Errorf("only %d routes change anything", tried)
	}
}

// odd are values that parameters should not have.
var odd = []string{
	"'", "\"", "';--", "' OR 1=1 --", "1;DROP TABLE articles", "{{7*7}}", "${7*7}", "../../etc/passwd", "%00", "\x00", "\xff\xfe", "-1", "1e9",
	"9223372036854775808", "NaN", "null", "[]", "<script>alert(1)</script>", "\u202eevil", strings.Repeat("a", 20000), "AND", "NEAR(", "C++", "U.S.", "*", "💩",
}

// TestOddParameters gives every parameter odd values: none leads to a fault, and none
// comes back as markup.
func TestOddParameters(t *testing.T) {
	s, server := newServer(t, Options{})
	names := []string{"q", "who", "since", "until", "form", "stance", "naming", "speaker", "negated", "size", "next", "order", "own", "kind", "d", "least", "row-has", "saved", "to", "url", "theme"}
	for k, a := range addresses(t, s) {
		if a.method != http.MethodGet || testing.Short() && k%4 != 0 {
			continue
		}
		path, _, _ := strings.Cut(a.address, "?")
		for i, name := range names {
			if (i+k)%4 != 0 { // every name and value comes up somewhere
				continue
			}
			value := odd[(i+k/4)%len(odd)]
			response, body := ask(t, "GET", server.URL+path+"?"+url.Values{name: {value}}.Encode(), nil)
			if response.StatusCode >= 500 {
				t.Errorf("%s?%s=%.40q: status %d: %.200s", path, name, value, response.StatusCode, body)
			}
			if strings.Contains(response.Header.Get("Content-Type"), "html") && strings.Contains(body, "<script>alert") {
				t.Errorf("%s?%s=%.40q comes back as markup", path, name, value)
			}
		}
	}
}

// TestBadParameters names what is wrong.
func TestBadParameters(t *testing.T) {
	_, server := newServer(t, Options{})
	for _, c := range []struct{ address, says string }{
		{"/search?size=-1", "size"}, {"/search?size=1e9", "size"}, {"/search?size=0", "size"}, {"/search?size=1001", "size"},
		{"/search?size=2&size=3", "size"}, {"/search?q=a&q=b", "q"}, {"/search?next=garbled", "next"}, {"/search?order=up", "order"},
		{"/search?since=soon", "since"}, {"/search?form=oral", "form"}, {"/search?speaker=me", "speaker"}, {"/search?own=perhaps", "own"},
		{"/articles?next=garbled", "next"}, {"/speakers?kind=cat", "kind"}, {"/compare?d=" + strings.Repeat("a&d=", 12) + "b", "d"},
		{"/framing?least=0", "least"}, {"/search?who=[]", "who"}, {"/search?to=%27", "to"}, {"/api/v1/search?bogus=1", "bogus"}, {"/api/v1/trace", "q"}, {"/api/v1/compare?d=x", ""},
		{"/search?q=%zz", "could not be read"},
	} {
		response, body := ask(t, "GET", server.URL+c.address, nil)
		if want := http.StatusBadRequest; response.StatusCode != want && !(c.says == "" && response.StatusCode == http.StatusNotFound) {
			t.Errorf("%s: status %d, want %d", c.address, response.StatusCode, want)
		}
		if !strings.Contains(body, c.says) {
			t.Errorf("%s: the answer does not name %q: %.300s", c.address, c.says, body)
		}
	}
	// A token belongs to its search.
	_, body := ask(t, "GET", server.URL+"/search.json?q=the&size=1", nil)
	var page answerJSON
	if err := json.Unmarshal([]byte(body), &page); err != nil || page.Next == "" {
		t.Fatalf("%v: %.200s", err, body)
	}
	if response, _ := ask(t, "GET", server.URL+"/search.json?q=other&next="+page.Next, nil); response.StatusCode != http.StatusBadRequest {
		t.Errorf("a token of another search: status %d", response.StatusCode)
	}
	if response, body := ask(t, "GET", page.NextURL, nil); response.StatusCode != http.StatusOK {
		t.Errorf("the next page: status %d: %.200s", response.StatusCode, body)
	}
}

// TestNotThere asks for what the ledger has not; what was asked for does not come
// back as markup.
func TestNotThere(t *testing.T) {
	_, server := newServer(t, Options{})
	for _, address := range []string{
		"/d/0000000000000000", "/d/zz", "/a/0000000000000000", "/a/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/s/999999", "/s/-1", "/s/abc", "/q/0000000000000000",
		"/static/nothing.js", "/static/..%2fserver.go", "/nothing", "/search.exe", "/d/0000000000000000.exe", "/api/v1/nothing", "/a/x.json", "/%0d%0aX: y",
	} {
		response, body := ask(t, "GET", server.URL+address, nil)
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", address, response.StatusCode)
		}
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%s comes back as markup", address)
		}
		if strings.HasPrefix(address, "/api/") || strings.HasSuffix(address, ".json") {
			var f failure
			if err := json.Unmarshal([]byte(body), &f); err != nil || f.OK || f.Status != 404 {
				t.Errorf("%s: %v: %s", address, err, body)
			}
		}
	}
	if response, _ := ask(t, "POST", server.URL+"/search", nil); response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST /search: status %d", response.StatusCode)
	}
}

// TestCountsAgree compares what the page says with what each format has.
func TestCountsAgree(t *testing.T) {
	_, server := newServer(t, Options{})
	for _, query := range []string{"", "q=dam", "q=said", "who=agnew", "form=direct&since=2026-05", "own=1&q=water", "q=nothingatall"} {
		_, body := ask(t, "GET", server.URL+"/search.json?size=1000&"+query, nil)
		var page answerJSON
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatal(err)
		}
		if int64(len(page.Rows)) != page.Total {
			t.Errorf("%s: %d rows, total %d", query, len(page.Rows), page.Total)
		}
		_, html := ask(t, "GET", server.URL+"/search?"+query, nil)
		if want := counted(page.Total, "attribution", "attributions"); !strings.Contains(html, "<strong>"+want) {
			t.Errorf("%s: the page does not say %q", query, want)
		}
		_, lines := ask(t, "GET", server.URL+"/search.jsonl?"+query, nil)
		if n := int64(strings.Count(lines, "\n")); n != page.Total {
			t.Errorf("%s: %d lines, total %d", query, n, page.Total)
		}
		response, csv := ask(t, "GET", server.URL+"/search.csv?"+query, nil)
		if n := response.Trailer.Get("Hearsay-Rows"); n != fmt.Sprint(page.Total) {
			t.Errorf("%s: the trailer says %q rows, total %d: %.100s", query, n, page.Total, csv)
		}
	}
}

// TestBreakdown follows the numbers beside a search: each leads to as many hits.
func TestBreakdown(t *testing.T) {
	s, server := newServer(t, Options{})
	a := s.readSearch(&parameters{values: url.Values{"q": {"the"}}})
	b, err := s.Ledger.Breakdown(context.Background(), a.Query)
	if err != nil {
		t.Fatal(err)
	}
	followed := 0
	for _, view := range a.facets(b) {
		for _, l := range slices.Concat(view.Values, view.More) {
			_, body := ask(t, "GET", server.URL+strings.Replace(l.Address, "/search?", "/search.json?", 1), nil)
			var page answerJSON
			if err := json.Unmarshal([]byte(body), &page); err != nil {
				t.Fatal(err)
			}
			if followed++; page.Total != l.N {
				t.Errorf("%s %s: %d hits, want %d", view.Name, l.Name, page.Total, l.N)
			}
		}
	}
	if followed < 10 {
		t.Errorf("only %d numbers to follow", followed)
	}
}

// TestPages goes through all pages of a search and of the list of articles.
func TestPages(t *testing.T) {
	_, server := newServer(t, Options{})
	for _, address := range []string{"/search.json?q=said&size=7", "/search.json?size=50", "/api/v1/search?who=agnew&size=3&order=oldest", "/articles.json?size=3"} {
		seen := map[string]bool{}
		total := int64(-1)
		for next := server.URL + address; next != ""; {
			_, body := ask(t, "GET", next, nil)
			var page struct {
				Total   int64
				Rows    []struct{ ID string }
				NextURL string `json:"next_url"`
			}
			if err := json.Unmarshal([]byte(body), &page); err != nil {
				t.Fatal(err)
			}
			for _, row := range page.Rows {
				if seen[row.ID] {
					t.Errorf("%s: %s twice", address, row.ID)
				}
				seen[row.ID] = true
			}
			total, next = page.Total, page.NextURL
		}
		if int64(len(seen)) != total {
			t.Errorf("%s: %d rows on all pages, total %d", address, len(seen), total)
		}
	}
}

// TestPaste reads a text, keeps it, and finds it.
func TestPaste(t *testing.T) {
	_, server := newServer(t, Options{Ledger: newLedger(t, nil)})
	text := "Mayor Ann Poe told reporters that the bridge at Oster would open in June."
	response, body := post(t, server.URL+"/read", url.Values{"text": {text}, "outlet": {"Oster Gazette"}})
	if response.StatusCode != http.StatusOK || !strings.Contains(body, "Ann Poe") || !strings.Contains(body, "Keep it in the ledger") {
		t.Fatalf("status %d: %.500s", response.StatusCode, body)
	}
	if _, body := ask(t, "GET", server.URL+"/search.json", nil); !strings.Contains(body, `"total":0`) {
		t.Errorf("it was kept without being told so: %s", body)
	}
	response, _ = post(t, server.URL+"/read/keep", url.Values{"text": {text}, "outlet": {"Oster Gazette"}})
	if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(response.Header.Get("Location"), "/d/") {
		t.Fatalf("status %d to %q", response.StatusCode, response.Header.Get("Location"))
	}
	if _, body := ask(t, "GET", server.URL+"/search?q=bridge", nil); !strings.Contains(body, "Oster Gazette") {
		t.Errorf("it is not found: %.300s", body)
	}
	for _, bad := range []url.Values{{}, {"text": {" \n "}}, {"text": {"x"}, "url": {"https://example.org"}}, {"url": {"ftp://example.org"}}, {"text": {strings.Repeat("a ", 600<<10)}}} {
		response, body := post(t, server.URL+"/read", bad)
		if response.StatusCode < 400 || response.StatusCode >= 500 || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%.60v: status %d", bad, response.StatusCode)
		}
	}
	if response, _ := post(t, server.URL+"/read", url.Values{"text": {strings.Repeat("b", 3<<20)}}); response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a body of 3 MB: status %d", response.StatusCode)
	}
}

func post(t testing.TB, address string, form url.Values) (*http.Response, string) {
	t.Helper()
	return ask(t, "POST", address, func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Body = io.NopCloser(strings.NewReader(form.Encode()))
	})
}

// TestSpeakerChanges joins two speakers by hand, parts them, and takes a change back.
func TestSpeakerChanges(t *testing.T) {
	s, server := newServer(t, Options{Ledger: newLedger(t, entriesForTest(t))})
	all, err := s.Ledger.Speakers(context.Background(), store.SpeakerSearch{})
	if err != nil || len(all) < 2 {
		t.Fatal(len(all), err)
	}
	first, second := all[0], all[1]
	names := func() int {
		t.Helper()
		sp, err := s.Ledger.SpeakerNames(context.Background(), first.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(sp.Names)
	}
	before := names()
	at := fmt.Sprintf("%s/s/%d", server.URL, first.ID)
	if response, body := post(t, at+"/merge", url.Values{"other": {fmt.Sprint(second.ID)}, "reason": {"a test"}}); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %.300s", response.StatusCode, body)
	}
	if n := names(); n != before+len(second.Names) {
		t.Errorf("%d names, want %d", n, before+len(second.Names))
	}
	response, body := ask(t, "GET", server.URL+"/speakers/changes", nil)
	_, rest, _ := strings.Cut(body, `name="change" value="`)
	change, _, _ := strings.Cut(rest, `"`)
	if response.StatusCode != http.StatusOK || change == "" {
		t.Fatalf("status %d: %.500s", response.StatusCode, body)
	}
	if response, _ := post(t, server.URL+"/speakers/undo", url.Values{"change": {change}}); response.StatusCode != http.StatusSeeOther || names() != before {
		t.Errorf("undo: status %d, %d names, want %d", response.StatusCode, names(), before)
	}
	post(t, at+"/merge", url.Values{"other": {second.Name}})
	if response, _ := post(t, at+"/split", url.Values{"name": {fmt.Sprint(second.ID)}}); response.StatusCode != http.StatusSeeOther || names() != before {
		t.Errorf("split: status %d, %d names, want %d", response.StatusCode, names(), before)
	}
	for _, bad := range []url.Values{{}, {"other": {"nobody at all"}}, {"other": {"999999"}}} {
		if response, _ := post(t, at+"/merge", bad); response.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: status %d", bad, response.StatusCode)
		}
	}
}

// TestPassword lets nobody in without a session or the token.
func TestPassword(t *testing.T) {
	s, server := newServer(t, Options{Password: "open sesame", Token: "let-me-in-0123456789", Ledger: newLedger(t, entriesForTest(t))})
	for _, a := range addresses(t, s) {
		open := slices.Contains([]string{"/login", "/healthz", "/favicon.ico", "/api/v1/openapi.json", "/static/hearsay.css"}, a.address)
		response, body := ask(t, a.method, server.URL+a.address, nil)
		if in := response.StatusCode == http.StatusOK; in != open && a.method == http.MethodGet {
			t.Errorf("%s: status %d to a stranger", a.address, response.StatusCode)
		}
		if !open && strings.Contains(body, "Agnew") {
			t.Errorf("%s tells a stranger what is in the ledger", a.address)
		}
		response, _ = ask(t, a.method, server.URL+a.address, func(r *http.Request) { r.Header.Set("Authorization", "Bearer let-me-in-0123456789") })
		if response.StatusCode == http.StatusUnauthorized {
			t.Errorf("%s: the token is refused", a.address)
		}
	}
	saved, err := s.Ledger.Save(context.Background(), "Water", "q=water", "")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]int{"": 401, "?key=wrong": 401, "?key=" + saved.FeedKey: 200} {
		if response, _ := ask(t, "GET", server.URL+"/saved/2/feed.atom"+key, nil); response.StatusCode != want {
			t.Errorf("feed with %q: status %d, want %d", key, response.StatusCode, want)
		}
	}
	response, _ := post(t, server.URL+"/login", url.Values{"password": {"open sesame"}, "to": {"//evil.example"}})
	if to := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || to != "/" {
		t.Errorf("login: status %d to %q", response.StatusCode, to)
	}
	cookies := response.Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode || len(cookies[0].Value) != 64 {
		t.Fatalf("cookies: %v", cookies)
	}
	with := func(r *http.Request) { r.AddCookie(cookies[0]) }
	if response, _ := ask(t, "GET", server.URL+"/articles", with); response.StatusCode != http.StatusOK {
		t.Errorf("with a session: status %d", response.StatusCode)
	}
	if response, _ := ask(t, "POST", server.URL+"/logout", with); response.StatusCode != http.StatusSeeOther {
		t.Errorf("logout: status %d", response.StatusCode)
	}
	if response, _ := ask(t, "GET", server.URL+"/articles", with); response.StatusCode != http.StatusSeeOther {
		t.Errorf("after the logout: status %d", response.StatusCode)
	}
	for i := range mostTries + 1 {
		response, _ := post(t, server.URL+"/login", url.Values{"password": {"wrong"}})
		if want := map[bool]int{true: http.StatusForbidden, false: http.StatusTooManyRequests}[i < mostTries]; response.StatusCode != want {
			t.Errorf("wrong password %d: status %d, want %d", i+1, response.StatusCode, want)
		}
	}
}

// TestHere refuses addresses that browsers take for another server's.
func TestHere(t *testing.T) {
	for address, want := range map[string]bool{
		"/": true, "/search?q=a": true, "//evil.example": false, "/\\evil.example": false, "\\/evil.example": false, "https://evil.example": false,
		"javascript:alert(1)": false, "": false, "/\tevil": false, "/a\r\nSet-Cookie: x": false, "evil.example": false, "///evil.example": false,
	} {
		if got := here(address); got != want {
			t.Errorf("here(%q) is %v", address, got)
		}
	}
}

// TestBatch sends lines, good and bad, while the answers come in.
func TestBatch(t *testing.T) {
	_, server := newServer(t, Options{})
	in, out := io.Pipe()
	r, err := http.NewRequest("POST", server.URL+"/api/v1/read/batch", in)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for i := range 30 {
			line := fmt.Sprintf(`{"id":"%d","text":"Ann Poe said on day %d that the river would rise."}`, i, i)
			switch i {
			case 3:
				line = `{"text":`
			case 4:
				line = "\n\n" + `{"id":"4","text":""}`
			case 5:
				line = `{"id":"5","text":"` + strings.Repeat("x", 3<<20) + `"}`
			}
			_, _ = io.WriteString(out, line+"\n")
		}
		_ = out.Close()
	}()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := json.NewDecoder(response.Body)
	n, failed := 0, 0
	for ; ; n++ {
		var a readAnswer
		if err := lines.Decode(&a); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !a.OK {
			failed++
			if a.Error == "" || a.Status < 400 || a.Line == 0 {
				t.Errorf("line %d: %+v", n, a)
			}
			continue
		}
		if want := fmt.Sprint(n); a.ID != want || !strings.Contains(string(a.Reading), `"Ann Poe"`) {
			t.Errorf("answer %d is of %q: %.200s", n, a.ID, a.Reading)
		}
	}
	if n != 30 || failed != 3 {
		t.Errorf("%d answers, %d of them failures", n, failed)
	}
}

// TestMetrics counts by route, and tells no names.
func TestMetrics(t *testing.T) {
	_, server := newServer(t, Options{})
	ask(t, "GET", server.URL+"/search?q=secretword", nil)
	_, body := ask(t, "GET", server.URL+"/metrics", nil)
	if !strings.Contains(body, `hearsay_requests_total{route="GET /search",status="200"} 1`) || strings.Contains(body, "secretword") {
		t.Errorf("%.800s", body)
	}
}

// TestShutdown ends a server while it answers.
func TestShutdown(t *testing.T) {
	s, _ := newServer(t, Options{})
	ctx, stop := context.WithCancel(context.Background())
	listener := httptest.NewUnstartedServer(nil).Listener
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, listener) }()
	if response, _ := ask(t, "GET", "http://"+listener.Addr().String()+"/healthz", nil); response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
