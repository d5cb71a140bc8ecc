package export

import (
	"strconv"
	"unicode/utf8"

	"hearsay"
)

// Schema names the contract of AppendJSON. Keys may be added while it stays the
// same, never changed.
const Schema = "hearsay.reading/1"

// AppendJSON appends a reading as one JSON object and a line feed. Keys always
// stand in the same order, offsets are code points, and a role or a fact that
// the text does not express has no key. The encoding is written out by hand
// because it is part of the time every article takes.
func AppendJSON(dst []byte, r *hearsay.Reading) []byte {
	w := jsonWriter{dst: dst, offsets: newOffsets(r.Article.Text)}
	w.raw(`{"schema":"` + Schema + `","engine":`)
	w.string(r.Engine)
	w.article(&r.Article)
	w.raw(`,"speakers":[`)
	for i := range r.Speakers {
		w.comma(i)
		w.speaker(&r.Speakers[i])
	}
	w.raw(`],"attributions":[`)
	for i := range r.Attributions {
		w.comma(i)
		w.attribution(&r.Attributions[i])
	}
	w.raw(`],"own_voice":`)
	w.spans(r.OwnVoice)
	w.raw(`,"scare_quotes":`)
	w.spans(r.ScareQuotes)
	if r.Explanation != nil {
		w.explanation(r)
	}
	w.raw("}\n")
	return w.dst
}

type jsonWriter struct {
	dst []byte
	offsets
}

func (w *jsonWriter) article(a *hearsay.Article) {
	w.raw(`,"article":{"id":`)
	w.string(a.ID)
	w.field("file", a.File)
	w.field("url", a.URL)
	w.field("outlet", a.Outlet)
	w.field("title", a.Title)
	w.raw(`,"bylines":`)
	w.strings(a.Bylines)
	w.field("published", a.Published)
	w.field("language", a.Language)
	w.raw(`,"text":`)
	w.string(a.Text)
	w.field("sha256", a.SHA256)
	w.field("dateline", a.Dateline)
	w.raw("}")
}

func (w *jsonWriter) speaker(s *hearsay.Speaker) {
	w.raw(`{"id":`)
	w.string(s.ID)
	w.field("name", s.Name)
	w.field("kind", s.Kind)
	w.field("role", s.Role)
	w.field("organisation", s.Organisation)
	w.raw(`,"mentions":`)
	w.spans(s.Mentions)
	w.raw("}")
}

func (w *jsonWriter) attribution(a *hearsay.Attribution) {
	w.raw(`{"id":`)
	w.string(a.ID)
	w.field("form", a.Form)
	w.field("act", a.Act)
	if len(a.Source.Spans) > 0 {
		w.raw(`,"source":{"spans":`)
		w.spans(a.Source.Spans)
		w.field("naming", a.Source.Naming)
		w.field("speaker", a.Source.Speaker)
		w.raw("}")
	}
	if len(a.Cue.Spans) > 0 {
		w.raw(`,"cue":{"spans":`)
		w.spans(a.Cue.Spans)
		w.field("lemma", a.Cue.Lemma)
		w.field("stance", a.Cue.Stance)
		w.raw(`,"negated":`)
		w.dst = strconv.AppendBool(w.dst, a.Cue.Negated)
		w.raw("}")
	}
	if len(a.Content) > 0 {
		w.raw(`,"content":{"spans":`)
		w.spans(a.Content)
		w.raw("}")
	}
	if len(a.Addressee.Spans) > 0 {
		w.raw(`,"addressee":{"spans":`)
		w.spans(a.Addressee.Spans)
		w.field("speaker", a.Addressee.Speaker)
		w.raw("}")
	}
	w.field("medium", a.Medium)
	w.field("said_at", a.SaidAt)
	w.field("via", a.Via)
	w.raw(`,"chain":`)
	w.strings(a.Chain)
	w.raw(`,"score":`)
	w.dst = appendScore(w.dst, a.Score)
	w.field("rule", a.Rule)
	w.raw("}")
}

func (w *jsonWriter) raw(s string) { w.dst = append(w.dst, s...) }

func (w *jsonWriter) comma(i int) {
	if i > 0 {
		w.dst = append(w.dst, ',')
	}
}

// field writes a key and its value unless the value is empty. No object begins
// with one.
func (w *jsonWriter) field(key, value string) {
	if value == "" {
		return
	}
	w.raw(`,"`)
	w.raw(key)
	w.raw(`":`)
	w.string(value)
}

func (w *jsonWriter) strings(values []string) {
	w.raw("[")
	for i, v := range values {
		w.comma(i)
		w.string(v)
	}
	w.raw("]")
}

func (w *jsonWriter) spans(spans []hearsay.Span) {
	w.raw("[")
	for i, s := range spans {
		w.comma(i)
		w.span(s)
	}
	w.raw("]")
}

func (w *jsonWriter) span(s hearsay.Span) {
	w.raw(`{"start":`)
	start := w.runes(s.Start)
	w.dst = strconv.AppendInt(w.dst, int64(start), 10)
	w.raw(`,"end":`)
	text := w.text[s.Start:s.End]
	w.dst = strconv.AppendInt(w.dst, int64(start+utf8.RuneCountInString(text)), 10)
	w.raw(`,"text":`)
	w.string(text)
	w.raw("}")
}

func (w *jsonWriter) string(s string) { w.dst = appendJSONString(w.dst, s) }

// appendScore appends a probability with at most four decimals. What is no
// number is written as 0, which JSON can hold.
func appendScore(dst []byte, score float64) []byte {
	if !(score > 0) {
		return append(dst, '0')
	}
	const scale = 1e4
	rounded := float64(int64(min(score, 1)*scale+0.5)) / scale
	return strconv.AppendFloat(dst, rounded, 'f', -1, 64)
}

const hexDigits = "0123456789abcdef"

// appendJSONString appends s as a JSON string. Bytes that are not UTF-8 become
// U+FFFD; U+2028 and U+2029 are escaped, so that no reader takes them for the
// end of a line.
func appendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	plain := 0 // start of what needs no escape
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
				i++
				continue
			}
			dst = append(dst, s[plain:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\r':
				dst = append(dst, '\\', 'r')
			case '\t':
				dst = append(dst, '\\', 't')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			plain = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || r == '\u2028' || r == '\u2029' {
			dst = append(dst, s[plain:i]...)
			switch r {
			case '\u2028':
				dst = append(dst, `\u2028`...)
			case '\u2029':
				dst = append(dst, `\u2029`...)
			default:
				dst = append(dst, `\ufffd`...)
			}
			plain = i + size
		}
		i += size
	}
	dst = append(dst, s[plain:]...)
	return append(dst, '"')
}
