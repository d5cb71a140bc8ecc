package export

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"hearsay"
)

// AppendBrat appends a reading as brat standoff annotation of Article.Text: T
// lines for cue, content, source and addressee, and an E line that joins them
// ("E1	Attribution:T4 Content:T3 Cue:T2 Source:T1"). As in PolNeAR the trigger
// of an event is a T line of type Attribution over the cue, or over content or
// source where there is no cue. A role that is absent has no line.
//
// Spans are code points; a span is split at line ends and tabs, which a line of
// annotation cannot hold, into fragments ("0 10;11 20"), and the words of the
// fragments are joined by spaces.
func AppendBrat(dst []byte, r *hearsay.Reading) []byte {
	w := bratWriter{dst: dst, offsets: newOffsets(r.Article.Text), seen: map[string]int{}}
	events := 0
	for i := range r.Attributions {
		a := &r.Attributions[i]
		source := w.mention("Source", a.Source.Spans)
		cue := w.mention("Cue", a.Cue.Spans)
		content := w.mention("Content", a.Content)
		addressee := w.mention("Addressee", a.Addressee.Spans)
		trigger := 0
		for _, spans := range [][]hearsay.Span{a.Cue.Spans, a.Content, a.Source.Spans} {
			if trigger = w.mention("Attribution", spans); trigger > 0 {
				break
			}
		}
		if trigger == 0 {
			continue
		}
		events++
		w.dst = append(w.dst, 'E')
		w.dst = strconv.AppendInt(w.dst, int64(events), 10)
		w.dst = append(w.dst, '\t')
		w.role("Attribution", trigger)
		for _, role := range []struct {
			name string
			id   int
		}{{"Source", source}, {"Cue", cue}, {"Content", content}, {"Addressee", addressee}} {
			if role.id > 0 {
				w.dst = append(w.dst, ' ')
				w.role(role.name, role.id)
			}
		}
		w.dst = append(w.dst, '\n')
	}
	return w.dst
}

type bratWriter struct {
	dst []byte
	offsets
	last int            // number of the last T line
	seen map[string]int // source lines by their spans, to be shared
}

func (w *bratWriter) role(name string, id int) {
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, ":T"...)
	w.dst = strconv.AppendInt(w.dst, int64(id), 10)
}

// mention writes a T line and returns its number; 0 if spans hold no word.
// Attributions with the same source share one line.
func (w *bratWriter) mention(kind string, spans []hearsay.Span) int {
	var pieces []hearsay.Span
	for _, s := range spans {
		pieces = w.split(pieces, s)
	}
	if len(pieces) == 0 {
		return 0
	}
	var where []byte
	for i, p := range pieces {
		if i > 0 {
			where = append(where, ';')
		}
		where = strconv.AppendInt(where, int64(w.runes(p.Start)), 10)
		where = append(where, ' ')
		where = strconv.AppendInt(where, int64(w.runes(p.End)), 10)
	}
	if kind == "Source" {
		if id := w.seen[string(where)]; id > 0 {
			return id
		}
		w.seen[string(where)] = w.last + 1
	}
	w.last++
	w.dst = append(w.dst, 'T')
	w.dst = strconv.AppendInt(w.dst, int64(w.last), 10)
	w.dst = append(w.dst, '\t')
	w.dst = append(w.dst, kind...)
	w.dst = append(w.dst, ' ')
	w.dst = append(w.dst, where...)
	for i, p := range pieces {
		w.dst = append(w.dst, "\t "[min(i, 1)])
		w.dst = append(w.dst, w.text[p.Start:p.End]...)
	}
	w.dst = append(w.dst, '\n')
	return w.last
}

// lineBreaks are the characters at which some reader of lines or of columns
// separated by tabs would split.
const lineBreaks = "\n\r\t\v\f\x1c\x1d\x1e\u0085\u2028\u2029"

// split appends the fragments of s between line breaks, without white space at
// their edges.
func (w *bratWriter) split(pieces []hearsay.Span, s hearsay.Span) []hearsay.Span {
	for start := s.Start; start < s.End; {
		end := s.End
		if i := strings.IndexAny(w.text[start:s.End], lineBreaks); i >= 0 {
			end = start + i
		}
		whole := w.text[start:end]
		trimmed := strings.TrimSpace(whole)
		if trimmed != "" {
			lead := strings.Index(whole, trimmed)
			pieces = append(pieces, hearsay.Span{Start: start + lead, End: start + lead + len(trimmed)})
		}
		start = end
		for start < s.End && strings.IndexAny(w.text[start:s.End], lineBreaks) == 0 {
			start += runeLen(w.text[start:])
		}
	}
	return pieces
}

func runeLen(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}
