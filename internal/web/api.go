package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"hearsay/internal/export"
	"hearsay/internal/query"
)

// The API is the same handlers that make the pages, asked for their data, and those
// that read texts. openapi.json describes it; a test compares. Keys and addresses
// of /api/v1 are a promise: there may be more of them, never others.

//go:embed openapi.json
var openAPI []byte

func (s *Server) describe(*request) (*answer, error) {
	return &answer{plain: openAPI, media: "application/vnd.oai.openapi+json; version=3.1"}, nil
}

// apiRoutes are the rows of the table of contents that programs use.
func (s *Server) apiRoutes() []route {
	var filters []string
	for _, f := range query.Fields() {
		filters = append(filters, string(f))
	}
	return []route{
		{method: "GET", path: "/api/v1/openapi.json", handle: s.describe, open: true},
		{method: "GET", path: "/api/v1/status", handle: s.status},
		{method: "GET", path: "/api/v1/search", handle: s.search, parameters: slices.Concat(filters, searchParameters)},
		{method: "GET", path: "/api/v1/articles", handle: s.articles, parameters: []string{"size", "next"}},
		{method: "GET", path: "/api/v1/articles/{id}", handle: s.article},
		{method: "GET", path: "/api/v1/attributions/{id}", handle: s.attribution},
		{method: "POST", path: "/api/v1/attributions/{id}/corrections", handle: s.sendCorrection},
		{method: "GET", path: "/api/v1/corrections", handle: s.corrections, parameters: []string{"attribution", "article", "size", "next"}},
		{method: "POST", path: "/api/v1/corrections/{id}/undo", handle: s.undoByNumber},
		{method: "GET", path: "/api/v1/speakers", handle: s.speakers, parameters: []string{"q", "kind"}},
		{method: "GET", path: "/api/v1/speakers/{id}", handle: s.speaker},
		{method: "GET", path: "/api/v1/trace", handle: s.trace, parameters: []string{"q", "who"}},
		{method: "GET", path: "/api/v1/statements/{id}", handle: s.family},
		{method: "GET", path: "/api/v1/verify", handle: s.verify, parameters: []string{"q"}},
		{method: "GET", path: "/api/v1/compare", handle: s.compare, parameters: []string{"d"}},
		{method: "GET", path: "/api/v1/events", handle: s.events, parameters: slices.Concat(filters, []string{"q", "articles"})},
		{method: "GET", path: "/api/v1/framing", handle: s.framing, parameters: slices.Concat(filters, []string{"q", "least", "articles"})},
		{method: "GET", path: "/api/v1/feeds", handle: s.feeds},
		{method: "POST", path: "/api/v1/feeds", handle: s.sendFeeds},
		{method: "DELETE", path: "/api/v1/feeds/{id}", handle: s.removeFeed},
		{method: "GET", path: "/api/v1/queue", handle: s.queue, parameters: []string{"size", "next"}},
		{method: "POST", path: "/api/v1/queue/retry", handle: s.sendRetry, slow: true},
		{method: "POST", path: "/api/v1/read", handle: s.readText, slow: true},
		{method: "POST", path: "/api/v1/read/batch", handle: s.readBatch, slow: true},
	}
}

// status says what is served.
func (s *Server) status(r *request) (*answer, error) {
	stats, err := s.stats(r)
	return &answer{json: struct {
		OK           bool           `json:"ok"`
		Engine       string         `json:"engine"`
		Articles     int64          `json:"articles"`
		Attributions int64          `json:"attributions"`
		Outlets      int64          `json:"outlets"`
		Speakers     int64          `json:"speakers"`
		From         string         `json:"from,omitempty"`
		To           string         `json:"to,omitempty"`
		Limits       map[string]any `json:"limits"`
	}{true, s.Reader.Engine(), stats.Articles, stats.Attributions, stats.Outlets, stats.Speakers, stats.From, stats.To, map[string]any{
		"max_rows": s.Limits.Rows, "max_body_bytes": s.Limits.Body, "max_text_bytes": s.Limits.Text,
		"query_seconds": s.Limits.Query.Seconds(), "max_streams": s.Limits.Streams,
	}}}, err
}

// textSent is a text that a program sends to be read.
type textSent struct {
	ID        string `json:"id,omitempty"` // given back with the answer
	Text      string `json:"text,omitempty"`
	URL       string `json:"url,omitempty"` // to be fetched, if there is no text; else where the text is from
	Outlet    string `json:"outlet,omitempty"`
	Title     string `json:"title,omitempty"`
	Published string `json:"published,omitempty"`
}

// decodeText reads one object, which has to be all there is.
func decodeText(data []byte) (t textSent, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return t, &problem{http.StatusBadRequest, "That is not JSON as it is wanted: " + shown(plainJSONError(err)) + ".", "Send {\"text\": …}, with url, outlet, title and published if they are known."}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return t, &problem{http.StatusBadRequest, "There is something after the JSON object.", "Send one object, or lines of them to /api/v1/read/batch."}
	}
	return t, nil
}

// plainJSONError leaves out what is only of interest to Go programs.
func plainJSONError(err error) string { return strings.TrimPrefix(err.Error(), "json: ") }

// readText reads one text. It is plain text, or an object.
func (s *Server) readText(r *request) (*answer, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	sent := textSent{Text: string(body)}
	if media != "text/plain" {
		if sent, err = decodeText(body); err != nil {
			return nil, err
		}
	}
	reading, notes, err := s.readSent(r, sent)
	if err != nil {
		return nil, err
	}
	return &answer{json: readAnswer{OK: true, ID: sent.ID, Reading: reading, Notes: notes}}, nil
}

// readAnswer is what became of a text.
type readAnswer struct {
	OK      bool            `json:"ok"`
	ID      string          `json:"id,omitempty"`
	Line    int             `json:"line,omitempty"`
	Reading json.RawMessage `json:"reading,omitempty"`
	Notes   []string        `json:"notes,omitempty"`
	Error   string          `json:"error,omitempty"`
	Next    string          `json:"next_step,omitempty"`
	Status  int             `json:"status,omitempty"`
}

// readSent reads what was sent, and returns it as export.Schema has it.
func (s *Server) readSent(r *request, sent textSent) (json.RawMessage, []string, error) {
	v := pasteView{Text: sent.Text, URL: sent.URL, Outlet: sent.Outlet}
	if strings.TrimSpace(sent.Text) != "" {
		v.URL = ""
	}
	entry, notes, err := s.pasted(r.Context(), v)
	if err != nil {
		return nil, nil, err
	}
	a := &entry.Reading.Article
	for _, f := range []struct {
		field *string
		given string
	}{{&a.Title, sent.Title}, {&a.Published, sent.Published}, {&a.URL, sent.URL}} {
		if f.given != "" {
			*f.field = f.given
		}
	}
	return bytes.TrimSpace(export.AppendJSON(nil, entry.Reading)), notes, nil
}
