package export

import (
	"strconv"
	"strings"
)

// columns are the columns of all tables, in order: what is known of the article;
// the attribution and its words, where the parts of something interrupted are
// joined by " … "; the same roles as half-open ranges of code points in the
// article's text; what stands around the words; and who the speakers are. The
// chain runs from the outlet to the origin, joined by " > ". A cell without a
// value is empty. New columns come last.
var columns = [...]column{
	{"article_id", hashed, func(r *Row) string { return r.Article.ID }},
	{"file", words, func(r *Row) string { return r.Article.File }},
	{"url", words, func(r *Row) string { return r.Article.URL }},
	{"outlet", words, func(r *Row) string { return r.Article.Outlet }},
	{"title", words, func(r *Row) string { return r.Article.Title }},
	{"published", words, func(r *Row) string { return r.Article.Published }},
	{"attribution_id", hashed, func(r *Row) string { return r.ID }},
	{"form", words, func(r *Row) string { return r.Form }},
	{"act", words, func(r *Row) string { return r.Act }},
	{"source", words, func(r *Row) string { return joined(r.Source.Parts) }},
	{"source_naming", words, func(r *Row) string { return r.Source.Naming }},
	{"source_speaker", words, func(r *Row) string { return r.Source.Speaker.Name }},
	{"cue", words, func(r *Row) string { return joined(r.Cue) }},
	{"cue_lemma", words, func(r *Row) string { return r.Lemma }},
	{"stance", words, func(r *Row) string { return r.Stance }},
	{"negated", truth, negated},
	{"content", words, func(r *Row) string { return joined(r.Content) }},
	{"addressee", words, func(r *Row) string { return joined(r.Addressee.Parts) }},
	{"addressee_speaker", words, func(r *Row) string { return r.Addressee.Speaker.Name }},
	{"medium", words, func(r *Row) string { return r.Medium }},
	{"said_at", words, func(r *Row) string { return r.SaidAt }},
	{"via", hashed, func(r *Row) string { return r.Via }},
	{"chain", words, func(r *Row) string { return strings.Join(r.Chain, " > ") }},
	{"score", number, func(r *Row) string { return string(appendScore(nil, r.Score)) }},
	{"rule", words, func(r *Row) string { return r.Rule }},
	{"source_spans", ranges, func(r *Row) string { return spanned(r.Source.Parts) }},
	{"cue_spans", ranges, func(r *Row) string { return spanned(r.Cue) }},
	{"content_spans", ranges, func(r *Row) string { return spanned(r.Content) }},
	{"addressee_spans", ranges, func(r *Row) string { return spanned(r.Addressee.Parts) }},
	{"before", words, before},
	{"after", words, after},
	{"source_speaker_id", hashed, func(r *Row) string { return r.Source.Speaker.ID }},
	{"source_kind", words, func(r *Row) string { return r.Source.Speaker.Kind }},
	{"source_role", words, func(r *Row) string { return r.Source.Speaker.Role }},
	{"source_organisation", words, func(r *Row) string { return r.Source.Speaker.Organisation }},
	{"addressee_speaker_id", hashed, func(r *Row) string { return r.Addressee.Speaker.ID }},
	{"addressee_kind", words, func(r *Row) string { return r.Addressee.Speaker.Kind }},
	{"addressee_role", words, func(r *Row) string { return r.Addressee.Speaker.Role }},
	{"addressee_organisation", words, func(r *Row) string { return r.Addressee.Speaker.Organisation }},
	{"bylines", words, func(r *Row) string { return strings.Join(r.Article.Bylines, "; ") }},
	{"language", words, func(r *Row) string { return r.Article.Language }},
	{"sha256", hashed, func(r *Row) string { return r.Article.SHA256 }},
	{"engine", words, func(r *Row) string { return r.Engine }},
}

// column is a column of a table of attributions.
type column struct {
	name string
	kind columnKind
	cell func(*Row) string
}

// columnKind is what the cells of a column hold.
type columnKind uint8

const (
	words  columnKind = iota
	hashed            // an ID of hexadecimal digits, or one that looks much the same
	ranges            // "12-40;52-60"
	number            // with a decimal point
	truth             // "true", "false" or empty
)

// Columns returns the names of the columns of all tables, in order.
func Columns() []string { return names(columns[:]) }

func names(columns []column) []string {
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = columns[i].name
	}
	return names
}

// corpusColumns are the columns of a corpus of statements in the Text Interchange
// Formats (https://docs.ropensci.org/tif/), which tools of text analysis in R read:
// first the name and the text of each document, then all else that is known of it.
func corpusColumns() []column {
	corpus := []column{{"doc_id", hashed, func(r *Row) string { return r.ID }}, {"text", words, func(r *Row) string { return joined(r.Content) }}}
	for _, c := range columns {
		if c.name != "attribution_id" && c.name != "content" {
			corpus = append(corpus, c)
		}
	}
	return corpus
}

// negated is empty where there is no cue that could be.
func negated(r *Row) string {
	if len(r.Cue) == 0 {
		return ""
	}
	return strconv.FormatBool(r.Negated)
}

func before(r *Row) string {
	if parts := r.Anchor(); len(parts) > 0 {
		return inOneLine(parts[0].Before)
	}
	return ""
}

func after(r *Row) string {
	if parts := r.Anchor(); len(parts) > 0 {
		return inOneLine(parts[len(parts)-1].After)
	}
	return ""
}

// inOneLine writes each run of white space as one space, so that what stands around
// the words does not break the lines of a table.
func inOneLine(s string) string {
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return ""
	}
	line := strings.Join(fields, " ")
	if !strings.HasPrefix(s, fields[0]) {
		line = " " + line
	}
	if !strings.HasSuffix(s, fields[len(fields)-1]) {
		line += " "
	}
	return line
}

// joined returns the words of the parts, as hearsay.Reading.Text does.
func joined(parts []Part) string {
	if len(parts) == 1 {
		return parts[0].Text
	}
	var b strings.Builder
	for i := range parts {
		if i > 0 {
			b.WriteString(" … ")
		}
		b.WriteString(parts[i].Text)
	}
	return b.String()
}

// spanned writes where the parts are: "12-40;52-60".
func spanned(parts []Part) string {
	var dst []byte
	for i := range parts {
		if i > 0 {
			dst = append(dst, ';')
		}
		dst = strconv.AppendInt(dst, int64(parts[i].Start), 10)
		dst = append(dst, '-')
		dst = strconv.AppendInt(dst, int64(parts[i].End), 10)
	}
	return string(dst)
}
