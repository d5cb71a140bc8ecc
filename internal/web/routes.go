package web

import (
	"net/http"
	"strings"
)

// route is an address and what answers there.
type route struct {
	method  string
	path    string // as http.ServeMux has it; a last {id} may be followed by .json and the like
	handle  handler
	formats []string // extensions besides the page itself
	open    bool     // also to those who have not logged in
	slow    bool     // what it does takes as long as it takes: it fetches, goes on while data comes in, or through all that there is

	parameters []string // of /api, that may be given; of pages others are passed over
}

// handler makes the answer to a request.
type handler func(*request) (*answer, error)

// data are the formats of what has no rows, rows those of what has.
var (
	data = []string{"json"}
	rows = []string{"json", "csv", "excel.csv", "tif.csv", "jsonl", "parquet", "w3c.jsonld", "schema.jsonld", "atom", "rss", "feed.json"}
)

// routes is the table of contents.
func (s *Server) routes() []route {
	return append(s.apiRoutes(), []route{
		{method: "GET", path: "/{$}", handle: s.home},
		{method: "GET", path: "/search", handle: s.search, formats: rows},

		{method: "GET", path: "/articles", handle: s.articles, formats: data},
		{method: "GET", path: "/d/{id}", handle: s.article, formats: append([]string{"txt", "ann"}, rows...)},
		{method: "GET", path: "/a/{id}", handle: s.attribution, formats: append([]string{"bib", "ris", "csl.json"}, rows...)},
		{method: "POST", path: "/a/{id}/correct", handle: s.correct},
		{method: "GET", path: "/corrections", handle: s.corrections, formats: data},
		{method: "POST", path: "/corrections/undo", handle: s.undoCorrection},
		{method: "GET", path: "/speakers", handle: s.speakers, formats: data},
		{method: "GET", path: "/speakers/changes", handle: s.speakerChanges},
		{method: "POST", path: "/speakers/undo", handle: s.undoSpeakers},
		{method: "GET", path: "/s/{id}", handle: s.speaker, formats: rows},
		{method: "GET", path: "/s/{id}/said", handle: s.said, formats: rows},
		{method: "POST", path: "/s/{id}/merge", handle: s.merge},
		{method: "POST", path: "/s/{id}/split", handle: s.split},

		{method: "GET", path: "/trace", handle: s.trace, formats: rows},
		{method: "GET", path: "/q/{id}", handle: s.family, formats: rows},
		{method: "GET", path: "/verify", handle: s.verify, formats: data},
		{method: "GET", path: "/compare", handle: s.compare, formats: rows},
		{method: "GET", path: "/events", handle: s.events, formats: data},
		{method: "GET", path: "/framing", handle: s.framing, formats: []string{"json", "csv", "rows.csv", "svg"}},

		{method: "GET", path: "/saved", handle: s.saved, formats: data},
		{method: "POST", path: "/saved", handle: s.save},
		{method: "GET", path: "/saved/{id}", handle: s.savedPage},
		{method: "GET", path: "/saved/{id}/{feed}", handle: s.savedFeed, open: true}, // which looks at its key
		{method: "GET", path: "/saved/{id}/alerts/{alert}", handle: s.alertPage},
		{method: "POST", path: "/saved/{id}/end", handle: s.unsave},
		{method: "POST", path: "/saved/{id}/retry", handle: s.tryAgain},

		{method: "GET", path: "/feeds", handle: s.feeds, formats: []string{"json", "opml"}},
		{method: "POST", path: "/feeds", handle: s.addFeeds},
		{method: "POST", path: "/feeds/{id}/remove", handle: s.removeFeed},
		{method: "POST", path: "/feeds/{id}/again", handle: s.takeUpFeed},
		{method: "GET", path: "/queue", handle: s.queue, formats: data},
		{method: "POST", path: "/queue/retry", handle: s.retryBatches, slow: true},

		{method: "GET", path: "/read", handle: s.pasteForm},
		{method: "POST", path: "/read", handle: s.paste, slow: true},
		{method: "POST", path: "/read/keep", handle: s.keep, slow: true},

		{method: "GET", path: "/settings", handle: s.settings},
		{method: "POST", path: "/settings", handle: s.set},
		{method: "GET", path: "/about", handle: s.about},
		{method: "GET", path: "/login", handle: s.loginForm, open: true},
		{method: "POST", path: "/login", handle: s.login, open: true},
		{method: "POST", path: "/logout", handle: s.logout},

		{method: "GET", path: "/healthz", handle: s.health, open: true},
		{method: "GET", path: "/metrics", handle: s.metrics},
		{method: "GET", path: "/static/{file}", handle: s.static, open: true},
		{method: "GET", path: "/favicon.ico", handle: s.icon, open: true},
	}...)
}

// newMux returns the routes as what finds them.
func (s *Server) newMux() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range s.table {
		s.open[r.method+" "+r.path] = r.open
		mux.Handle(r.method+" "+r.path, s.answering(r, ""))
		if strings.HasSuffix(r.path, "}") {
			continue // the extension is part of the last segment
		}
		for _, format := range r.formats {
			mux.Handle(r.method+" "+r.path+"."+format, s.answering(r, format))
		}
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if s.hasPath(r.URL.Path) {
			s.refuse(w, r, errMethod)
			return
		}
		s.refuse(w, r, errNoPage)
	})
	return mux
}

// hasPath reports whether there is a route at a path, for another method.
func (s *Server) hasPath(path string) bool {
	for _, r := range s.table {
		if r.path == path {
			return true
		}
	}
	return false
}
