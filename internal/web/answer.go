package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"hearsay/internal/export"
)

// answer is what a handler has to say, for pages and for programs.
type answer struct {
	status     int    // 0 for 200
	redirect   string // address on this server where the answer is; "" if it is here
	page       string // name of the template
	view       view
	json       any    // what programs get
	plain      []byte // what they get if it is no JSON, or a page that is not made of a template
	media      string // media type of plain
	rows       stream // what tables and feeds are made of
	collection export.Collection
	file       string // name under which rows are saved, without extension
}

// stream gives rows to each, one after the other.
type stream func(ctx context.Context, each func(*export.Row) error) error

// list returns the stream of rows that are there already.
func list(rows []export.Row) stream {
	return func(_ context.Context, each func(*export.Row) error) error {
		for i := range rows {
			if err := each(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// setRows says which rows tables and feeds are made of, that stand at an address.
func (a *answer) setRows(s *Server, r *request, file, address, title string, rows []export.Row) {
	a.file, a.rows, a.collection = file, list(rows), s.collection(r, address)
	a.collection.Title = title
}

// alternatesOf are the formats that most pages have besides the page.
func alternatesOf(path, query string) []alternate {
	return []alternate{{"CSV", path + ".csv" + query, "text/csv"}, {"JSON", path + ".json" + query, "application/json"}, {"Atom", path + ".atom" + query, "application/atom+xml"}}
}

// answering returns what answers at a route in a format.
func (s *Server) answering(route route, format string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := &request{Request: r, w: w, format: format, id: r.PathValue("id")}
		if strings.HasPrefix(route.path, "/api/") {
			req.format = "json"
			p := req.parameters()
			if p.only(route.parameters...); r.Method == http.MethodGet && p.err != nil {
				s.refuse(w, r, p.err)
				return
			}
		}
		if req.id != "" && route.formats != nil {
			if id, extension, found := strings.Cut(req.id, "."); found {
				req.id, req.format = id, extension
				if !slices.Contains(route.formats, extension) {
					s.refuse(w, r, &problem{http.StatusNotFound, "There is no such format here.", "There are: " + strings.Join(route.formats, ", ") + "."})
					return
				}
			}
		}
		ctx := r.Context()
		if (req.format == "" || req.format == "json") && !route.slow {
			var stop context.CancelFunc
			ctx, stop = context.WithTimeout(ctx, s.Limits.Query)
			defer stop()
		}
		req.Request = r.WithContext(ctx)
		a, err := route.handle(req)
		if err == nil && a != nil {
			err = s.write(req, a)
		}
		if err != nil {
			s.refuse(w, r, err)
		}
	})
}

// write sends an answer in the format that is asked for. An error is one before
// anything was sent.
func (s *Server) write(r *request, a *answer) error {
	switch {
	case a.redirect != "" && r.format == "":
		http.Redirect(r.w, r.Request, a.redirect, http.StatusSeeOther)
		return nil
	case a.plain != nil:
		r.w.Header().Set("Content-Type", a.media)
		return s.send(r, a.status, a.plain)
	case r.format == "":
		s.show(r.w, r.Request, a.status, a.page, a.view)
		return nil
	case r.format == "json":
		body, err := json.Marshal(a.json)
		if err != nil {
			return err
		}
		r.w.Header().Set("Content-Type", "application/json")
		return s.send(r, a.status, append(body, '\n'))
	}
	return s.stream(r, a)
}

// send sends what is whole, unless the browser has it already.
func (s *Server) send(r *request, status int, body []byte) error {
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := r.w.Header()
	h.Set("ETag", tag)
	if status == 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.Contains(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Type")
		r.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if status == 0 {
		status = http.StatusOK
	}
	r.w.WriteHeader(status)
	_, _ = r.w.Write(body) // who asked has gone
	return nil
}

// formatNames are the formats of package export by their extensions.
var formatNames = map[string]string{
	"csv": "csv", "excel.csv": "excel", "tif.csv": "tif", "jsonl": "attributions", "parquet": "parquet",
	"w3c.jsonld": "w3c", "schema.jsonld": "schema.org", "atom": "atom", "rss": "rss", "feed.json": "jsonfeed",
}

// stream sends rows as they come. What goes wrong after the first of them ends the
// connection, so that nobody takes what is there for all there is.
func (s *Server) stream(r *request, a *answer) error {
	format, _ := export.LookupFormat(formatNames[r.format])
	if a.rows == nil || format.Name == "" {
		return errNoPage
	}
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		r.w.Header().Set("Retry-After", "5")
		return errBusy
	}
	out := bufio.NewWriterSize(&patientWriter{r.w, http.NewResponseController(r.w), s.Limits.Write}, 64<<10)
	counted := &begun{w: out}
	w, err := export.NewWriter(counted, format.Name, a.collection)
	if err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Content-Type", format.MediaType)
	if !feeds[r.format] {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.file + "." + r.format}))
	}
	h.Set("Trailer", "Hearsay-Rows")
	n := 0
	err = a.rows(r.Context(), func(row *export.Row) error { n++; return w.Write(row) })
	if err != nil && !counted.yes {
		h.Del("Content-Disposition")
		h.Del("Trailer")
		return err
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		s.Log.Warn("an export was cut off", "path", r.URL.Path, "rows", n, "error", err.Error())
		panic(http.ErrAbortHandler)
	}
	h.Set("Hearsay-Rows", itoa(n))
	return nil
}

// feeds are the formats that readers of news ask for again and again.
var feeds = map[string]bool{"atom": true, "rss": true, "feed.json": true}

// begun notes whether anything has been written.
type begun struct {
	w   io.Writer
	yes bool
}

// Write writes.
func (b *begun) Write(p []byte) (int, error) {
	b.yes = b.yes || len(p) > 0
	return b.w.Write(p)
}

// patientWriter gives each piece its own time to be taken.
type patientWriter struct {
	w    io.Writer
	c    *http.ResponseController
	time time.Duration
}

// Write writes a piece.
func (p *patientWriter) Write(b []byte) (int, error) {
	_ = p.c.SetWriteDeadline(time.Now().Add(p.time)) // not all writers have one
	return p.w.Write(b)
}

// rowJSON returns a row as export.AttributionSchema has it.
func rowJSON(row *export.Row) json.RawMessage {
	var b bytes.Buffer
	if w, err := export.NewWriter(&b, "attributions", export.Collection{}); err == nil {
		_ = w.Write(row) // to memory
	}
	return bytes.TrimSpace(b.Bytes())
}

func rowsJSON(rows []export.Row) []json.RawMessage {
	list := make([]json.RawMessage, len(rows))
	for i := range rows {
		list[i] = rowJSON(&rows[i])
	}
	return list
}
