package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay"
	"hearsay/internal/fetch"
	"hearsay/internal/store"
)

// TestAlerts saves a search with a webhook that fails at first. What comes in later is
// sent until it is taken, each time under the same key, and no attribution twice.
func TestAlerts(t *testing.T) {
	var mu sync.Mutex
	var bodies, keys, signatures []string
	statuses := []int{500, 503, 200}
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		bodies, keys = append(bodies, string(body)), append(keys, r.Header.Get("Idempotency-Key"))
		signatures = append(signatures, r.Header.Get("Hearsay-Signature"))
		w.WriteHeader(statuses[min(len(bodies), len(statuses))-1])
	}))
	t.Cleanup(hook.Close)
	u, err := url.Parse(hook.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{Policy: fetch.Policy{Private: true, Ports: []uint16{portOf(t, u)}}, Manners: fetch.Manners{Delay: -1, IgnoreRobots: true}})
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	ledger := newLedger(t, entriesForTest(t))
	s, server := newServer(t, Options{Ledger: ledger, Post: client, Now: func() time.Time { return now }})
	ctx := context.Background()
	response, _ := post(t, server.URL+"/saved", url.Values{"name": {"Bridges"}, "asked": {"q=bridge"}, "webhook": {hook.URL + "/in"}})
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", response.StatusCode)
	}
	page := server.URL + response.Header.Get("Location")
	step := func() {
		t.Helper()
		if err := s.round(ctx); err != nil {
			t.Fatal(err)
		}
		now = now.Add(2 * time.Hour)
	}
	step()
	if len(bodies) != 0 {
		t.Fatalf("there is no news, but %d alerts were sent", len(bodies))
	}
	add(t, ledger, "Mayor Ann Poe told reporters that the bridge would open in June.")
	for range 5 {
		step()
	}
	if len(bodies) != 3 || bodies[0] != bodies[2] || keys[0] == "" || keys[0] != keys[2] {
		t.Fatalf("%d messages, keys %v", len(bodies), keys)
	}
	var m message
	if err := json.Unmarshal([]byte(bodies[0]), &m); err != nil || m.Total != 1 || len(m.Rows) != 1 || m.ID != keys[0] || m.Search.Name != "Bridges" {
		t.Errorf("%v: %s", err, bodies[0])
	}
	saved, err := ledger.SavedSearches(ctx, 2)
	if err != nil || len(saved) != 1 {
		t.Fatal(saved, err)
	}
	if want := "sha256=" + signature(saved[0].Secret, []byte(bodies[0])); signatures[0] != want {
		t.Errorf("signed %s, want %s", signatures[0], want)
	}
	add(t, ledger, "Mayor Ann Poe told reporters that the bridge would open in June.") // is there already
	add(t, ledger, "The engineer Sam Loe said that the tunnel would flood.")           // is not looked for
	step()
	if len(bodies) != 3 {
		t.Errorf("%d messages, want no more than 3", len(bodies))
	}
	if _, body := ask(t, "GET", page, nil); !strings.Contains(body, "sent 26") || !strings.Contains(body, "feed.atom") {
		t.Errorf("the page does not tell: %.2000s", body)
	}
	// Given up, and tried again.
	statuses = []int{410}
	add(t, ledger, "The engineer Sam Loe said that the bridge would sway.")
	step()
	step()
	if _, body := ask(t, "GET", page, nil); !strings.Contains(body, "given up after") || len(bodies) != 4 {
		t.Errorf("%d messages: %.2000s", len(bodies), body)
	}
	statuses = []int{204}
	if response, _ := post(t, page+"/retry", nil); response.StatusCode != http.StatusSeeOther {
		t.Errorf("retry: status %d", response.StatusCode)
	}
	step()
	if len(bodies) != 5 || keys[3] != keys[4] || keys[3] == keys[0] {
		t.Errorf("%d messages, keys %v", len(bodies), keys)
	}
	if response, _ := post(t, page+"/end", nil); response.StatusCode != http.StatusSeeOther {
		t.Errorf("end: status %d", response.StatusCode)
	}
	if response, _ := ask(t, "GET", page, nil); response.StatusCode != http.StatusNotFound {
		t.Errorf("after the end: status %d", response.StatusCode)
	}
	add(t, ledger, "The engineer Sam Loe said that the bridge would hum.")
	step()
	if len(bodies) != 5 {
		t.Errorf("an ended search sent an alert")
	}
}

func portOf(t *testing.T, u *url.URL) uint16 {
	t.Helper()
	var port uint16
	if err := json.Unmarshal([]byte(u.Port()), &port); err != nil {
		t.Fatal(err)
	}
	return port
}

func add(t *testing.T, l *store.Ledger, text string) {
	t.Helper()
	a := hearsay.NewArticle(text)
	r, err := hearsay.Read(a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Add(context.Background(), []store.Entry{{Article: a, Reading: r}}); err != nil {
		t.Fatal(err)
	}
}

// TestWebhookGuard sends alerts to no private address unless that is allowed.
func TestWebhookGuard(t *testing.T) {
	taken := 0
	hook := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { taken++ }))
	t.Cleanup(hook.Close)
	client := fetch.New(fetch.Options{Manners: fetch.Manners{Delay: -1}})
	for _, address := range []string{hook.URL, strings.Replace(hook.URL, "127.0.0.1", "localhost", 1), "http://169.254.169.254/latest", "ftp://example.org", "http://[::1]/"} {
		if err := client.Post(context.Background(), fetch.Message{URL: address, Body: []byte("{}")}); err == nil {
			t.Errorf("%s was reached", address)
		}
	}
	if taken != 0 {
		t.Errorf("%d messages were taken", taken)
	}
}
