package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestFeeds adds feeds, shows how they are after polls that went well, badly and for good,
// and removes one.
func TestFeeds(t *testing.T) {
	ledger := newLedger(t, nil)
	now := clock()
	_, server := newServer(t, Options{Ledger: ledger, Now: func() time.Time { return now }})
	if _, body := ask(t, "GET", server.URL+"/feeds", nil); !strings.Contains(body, "No feed is watched yet") {
		t.Errorf("nothing is watched: %.2000s", body)
	}
	for _, bad := range []string{"", "feeds.opml", "ftp://paper.example", "https://", "https://paper.example/a\n/etc/passwd", "javascript:alert(1)"} {
		response, body := post(t, server.URL+"/feeds", url.Values{"urls": {bad}})
		if response.StatusCode != http.StatusBadRequest || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%q: status %d", bad, response.StatusCode)
		}
	}
	given := "https://paper.example/feed.xml\r\n\r\nhttps://ann:secret@agency.example/rss?apikey=xq77\r\nhttps://gone.example/rss"
	if response, _ := post(t, server.URL+"/feeds", url.Values{"urls": {given}}); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", response.StatusCode)
	}
	ctx := context.Background()
	for range 3 {
		f, _, err := ledger.ClaimFeed(ctx, now.Add(time.Minute))
		if err != nil || f == nil {
			t.Fatal(f, err)
		}
		f.Next = now.Add(time.Hour)
		switch f.ID {
		case 1:
			f.Title, f.Polled = "The <b>Paper</b>", now
			f.State = `{"url":"https://paper.example/feed.xml","tries":{"https://paper.example/broken":2}}`
		case 2:
			f.Failures, f.Problem = 4, f.URL+" does not answer"
		default:
			f.Disabled = "its server says that it is gone"
		}
		if err := ledger.SaveFeed(ctx, f, 7); err != nil {
			t.Fatal(err)
		}
	}
	_, page := ask(t, "GET", server.URL+"/feeds", nil)
	_, data := ask(t, "GET", server.URL+"/feeds.json", nil)
	_, list := ask(t, "GET", server.URL+"/feeds.opml", nil)
	for _, c := range []struct{ in, has string }{
		{page, "3\u00a0feeds"}, {page, "21\u00a0articles"}, {page, "1 failing; 1 given up"}, {page, "The &lt;b&gt;Paper"}, {page, "its server says that it is gone"}, {page, "4\u00a0times in a row"},
		{page, "https://paper.example/broken"}, {page, "26\u00a0Nov\u00a02026, 13:00"}, {data, `"tries":2`}, {data, `"failures":4`}, {list, `xmlUrl="https://paper.example/feed.xml"`},
	} {
		if !strings.Contains(c.in, c.has) {
			t.Errorf("%q is missing", c.has)
		}
	}
	for _, text := range []string{page, data, list} {
		if strings.Contains(text, "secret") || strings.Contains(text, "xq77") {
			t.Errorf("what only the owner should know is told")
		}
	}
	if strings.Contains(page, "nobody polls them") {
		t.Error("feeds are said to be overdue that are not")
	}
	now = now.Add(2 * time.Hour)
	if _, page = ask(t, "GET", server.URL+"/feeds", nil); !strings.Contains(page, "nobody polls them") {
		t.Error("feeds are overdue, and it is not told")
	}
	if response, _ := post(t, server.URL+"/feeds/3/again", nil); response.StatusCode != http.StatusSeeOther {
		t.Errorf("taken up again: status %d", response.StatusCode)
	}
	if response, _ := post(t, server.URL+"/feeds/2/remove", nil); response.StatusCode != http.StatusSeeOther {
		t.Errorf("removed: status %d", response.StatusCode)
	}
	all, err := ledger.Feeds(ctx)
	if err != nil || len(all) != 2 || all[1].Disabled != "" {
		t.Errorf("%+v, %v", all, err)
	}
	if response, _ := ask(t, "DELETE", server.URL+"/api/v1/feeds/2", nil); response.StatusCode != http.StatusNotFound {
		t.Errorf("removed twice: status %d", response.StatusCode)
	}
}
