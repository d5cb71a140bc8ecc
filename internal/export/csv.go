package export

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"hearsay"
)

// CSVColumns are the columns of AppendCSV, in order: what is known of the
// article; the attribution and its words, where the parts of something
// interrupted are joined by " … "; then the same roles as half-open ranges of
// code points in the article's text ("12-40" or "12-40;52-60"). The chain runs
// from the outlet to the origin, joined by " > ". A cell without a value is
// empty.
var CSVColumns = [...]string{
	"article_id", "file", "url", "outlet", "title", "published",
	"attribution_id", "form", "act",
	"source", "source_naming", "source_speaker",
	"cue", "cue_lemma", "stance", "negated",
	"content",
	"addressee", "addressee_speaker",
	"medium", "said_at", "via", "chain", "score", "rule",
	"source_spans", "cue_spans", "content_spans", "addressee_spans",
}

// AppendCSVHeader appends the row of column names.
func AppendCSVHeader(dst []byte) []byte {
	return append(append(dst, strings.Join(CSVColumns[:], ",")...), "\r\n"...)
}

// AppendCSV appends one row for each attribution of a reading, by RFC 4180:
// rows end with CR LF, cells are quoted where they have to be, and what stands
// in them is not changed. There is no byte order mark and no guard against
// formulas; a spreadsheet may take a cell that begins with "=" for one. The
// name of a speaker stands in the columns source_speaker and
// addressee_speaker.
func AppendCSV(dst []byte, r *hearsay.Reading) []byte {
	names := make(map[string]string, len(r.Speakers))
	for i := range r.Speakers {
		names[r.Speakers[i].ID] = r.Speakers[i].Name
	}
	o := newOffsets(r.Article.Text)
	for i := range r.Attributions {
		a, art := &r.Attributions[i], &r.Article
		cells := [len(CSVColumns)]string{
			art.ID, art.File, art.URL, art.Outlet, art.Title, art.Published,
			a.ID, a.Form, a.Act,
			r.Text(a.Source.Spans), a.Source.Naming, names[a.Source.Speaker],
			r.Text(a.Cue.Spans), a.Cue.Lemma, a.Cue.Stance, negated(a),
			r.Text(a.Content),
			r.Text(a.Addressee.Spans), names[a.Addressee.Speaker],
			a.Medium, a.SaidAt, a.Via, strings.Join(a.Chain, " > "), string(appendScore(nil, a.Score)), a.Rule,
			o.ranges(a.Source.Spans), o.ranges(a.Cue.Spans), o.ranges(a.Content), o.ranges(a.Addressee.Spans),
		}
		for j, cell := range cells {
			if j > 0 {
				dst = append(dst, ',')
			}
			dst = appendCell(dst, cell)
		}
		dst = append(dst, "\r\n"...)
	}
	return dst
}

// negated is empty where there is no cue that could be.
func negated(a *hearsay.Attribution) string {
	if len(a.Cue.Spans) == 0 {
		return ""
	}
	return strconv.FormatBool(a.Cue.Negated)
}

func appendCell(dst []byte, cell string) []byte {
	if !strings.ContainsAny(cell, ",\"\r\n") && strings.TrimSpace(cell) == cell {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(dst, '"')
}

// ranges writes spans as code points.
func (o *offsets) ranges(spans []hearsay.Span) string {
	var dst []byte
	for i, s := range spans {
		if i > 0 {
			dst = append(dst, ';')
		}
		dst = strconv.AppendInt(dst, int64(o.runes(s.Start)), 10)
		dst = append(dst, '-')
		dst = strconv.AppendInt(dst, int64(o.runes(s.End)), 10)
	}
	return string(dst)
}

func runeLen(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}
