package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"hearsay/internal/compare"
)

// AppendFraming appends the counts for people: outlets, speakers, and outlet by
// speaker, each share as a bar with its interval.
func AppendFraming(dst []byte, f *compare.Framing, o TextOptions) []byte {
	w := framingWriter{traceWriter: newTraceWriter(dst, o), f: f}
	w.line(plain, "", fmt.Sprintf("%s in %s; %s left out because they print another's text.",
		counted(len(f.Rows), "attribution", "attributions"), counted(f.Articles-f.Copies, "article", "articles"), counted(f.Copies, "article", "articles")))
	w.line(faint, "", fmt.Sprintf("Shares stand with their 95%% interval. What has fewer than %d attributions is not shown. Stances are those of lexicon %s; cues on which authors differ are counted apart.", f.Least, f.Lexicon))
	w.blank()
	w.table("Outlets", f.Outlets, func(c *compare.Cell) string { return c.Outlet })
	w.table("Speakers", f.Speakers, func(c *compare.Cell) string { return c.Speaker })
	w.table("Outlet by speaker", f.Cells, func(c *compare.Cell) string { return c.Outlet + ": " + c.Speaker })
	return w.dst
}

type framingWriter struct {
	*traceWriter
	f *compare.Framing
}

func (w *framingWriter) table(title string, cells []compare.Cell, name func(*compare.Cell) string) {
	w.line(sourceStyle, "", title)
	hidden, rows := 0, 0
	for i := range cells {
		c := &cells[i]
		if !w.f.Shown(c) {
			hidden, rows = hidden+1, rows+len(c.Rows)
			continue
		}
		w.start("  ", "    ")
		w.put(strong, printable(name(c)))
		w.put(faint, facts(counted(len(c.Rows), "attribution", "attributions"), counted(c.Articles, "article", "articles"), counted(c.Words, "word", "words")))
		w.finish()
		w.quoteShare(c)
		w.cellBars(c)
	}
	if hidden > 0 {
		w.line(faint, "  ", fmt.Sprintf("%d with fewer than %d attributions, %d together", hidden, w.f.Least, rows))
	}
	w.blank()
}

// quoteShare tells, on three bases, how much of what is quoted is a speaker's.
func (w *framingWriter) quoteShare(c *compare.Cell) {
	if c.Outlet != "" {
		return
	}
	words := 0
	for i := range w.f.Rows {
		words += w.f.Rows[i].Words
	}
	w.line(faint, "    ", fmt.Sprintf("%s of all attributions, %s of their words, in %d of %d articles",
		percent(len(c.Rows), len(w.f.Rows)), percent(c.Words, words), c.Articles, w.f.Articles-w.f.Copies))
}

// cellBars draws the shares of a cell, those that are nothing left out but for
// direct speech.
func (w *framingWriter) cellBars(c *compare.Cell) {
	w.bar("direct", c.DirectShare(), "")
	w.beside(c, (*compare.Cell).DirectShare)
	for _, stance := range compare.Stances {
		if s := c.Stance(stance); s.N > 0 {
			w.bar(stance, s, "")
			w.beside(c, func(c *compare.Cell) compare.Share { return c.Stance(stance) })
		}
	}
	if n := len(c.Disputed); n > 0 {
		w.start("    "+padded("disputed", 14), "    ")
		w.put(faint, counted(n, "cue", "cues")+" on whose stance authors differ")
		w.finish()
	}
	if c.Speaker != "" {
		return
	}
	for _, naming := range compare.Namings {
		if s := c.NamingShare(naming); s.N > 0 && (naming == "named" || naming == "anonymous" || naming == "unexpressed") {
			w.bar(naming, s, "")
		}
	}
	if c.All > 0 {
		w.bar("own voice", compare.Share{N: c.Own, Of: c.All, Low: -1}, " of words")
	}
}

// beside tells, of an outlet's share for one speaker, that of the outlet for its
// other speakers and that of the speaker in other outlets.
func (w *framingWriter) beside(c *compare.Cell, share func(*compare.Cell) compare.Share) {
	if c.Outlet == "" || c.Speaker == "" {
		return
	}
	var notes []string
	here := share(c)
	for _, of := range []struct {
		cells []compare.Cell
		words string
	}{{w.f.Outlets, "others there"}, {w.f.Speakers, "elsewhere"}} {
		for i := range of.cells {
			o := &of.cells[i]
			if o.Outlet != c.Outlet && o.Speaker != c.Speaker {
				continue
			}
			if rest := share(o); rest.Of-here.Of >= w.f.Least {
				s := compare.NewShare(rest.N-here.N, rest.Of-here.Of)
				notes = append(notes, fmt.Sprintf("%s %.0f%% (%d of %d)", of.words, 100*s.Rate(), s.N, s.Of))
			}
		}
	}
	if len(notes) > 0 {
		w.line(faint, strings.Repeat(" ", 18), strings.Join(notes, "; "))
	}
}

// bar draws one share. Low is -1 where there is no interval.
func (w *framingWriter) bar(label string, s compare.Share, of string) {
	const length = 20
	full := int(s.Rate()*length + 0.5)
	w.dst = append(w.dst, "    "+padded(label, 14)...)
	w.dst = appendStyled(w.dst, w.color, numberStyle, strings.Repeat("█", full))
	w.dst = appendStyled(w.dst, w.color, faint, strings.Repeat("░", length-full))
	w.dst = fmt.Appendf(w.dst, " %3.0f%%%s", 100*s.Rate(), of)
	if s.Low >= 0 {
		w.dst = appendStyled(w.dst, w.color, faint, fmt.Sprintf("  %.0f–%.0f%%  (%d of %d)", 100*s.Low, 100*s.High, s.N, s.Of))
	}
	w.dst = append(w.dst, '\n')
}

// WriteFramingCSV writes every cell as a row, with a header. Shares of cells that
// are not shown are empty; their counts are there.
func WriteFramingCSV(out io.Writer, f *compare.Framing) error {
	c := csv.NewWriter(out)
	header := []string{"table", "outlet", "speaker", "attributions", "articles", "words", "quoted_words", "own_voice_words", "all_words", "disputed", "shown"}
	for _, name := range shareNames() {
		header = append(header, name, name+"_of", name+"_share", name+"_low", name+"_high")
	}
	_ = c.Write(append(header, "lexicon")) // errors stay until Flush
	for _, table := range []struct {
		name  string
		cells []compare.Cell
	}{{"outlet", f.Outlets}, {"speaker", f.Speakers}, {"outlet-speaker", f.Cells}} {
		for i := range table.cells {
			_ = c.Write(cellRecord(f, table.name, &table.cells[i]))
		}
	}
	c.Flush()
	return c.Error()
}

// shareNames are the columns of shares.
func shareNames() []string {
	names := append([]string{"direct"}, compare.Stances...)
	for _, n := range compare.Namings {
		names = append(names, "source_"+n)
	}
	return names
}

func sharesOf(c *compare.Cell) []compare.Share {
	shares := []compare.Share{c.DirectShare()}
	for _, s := range compare.Stances {
		shares = append(shares, c.Stance(s))
	}
	for _, n := range compare.Namings {
		shares = append(shares, c.NamingShare(n))
	}
	return shares
}

func cellRecord(f *compare.Framing, table string, c *compare.Cell) []string {
	record := []string{table, c.Outlet, c.Speaker}
	for _, n := range []int{len(c.Rows), c.Articles, c.Words, c.Quoted, c.Own, c.All, len(c.Disputed)} {
		record = append(record, strconv.Itoa(n))
	}
	shown := f.Shown(c)
	record = append(record, strconv.FormatBool(shown))
	for _, s := range sharesOf(c) {
		record = append(record, strconv.Itoa(s.N), strconv.Itoa(s.Of))
		if shown {
			record = append(record, decimal(s.Rate()), decimal(s.Low), decimal(s.High))
		} else {
			record = append(record, "", "", "")
		}
	}
	return append(record, f.Lexicon)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }

// WriteFramingRows writes the attributions behind the numbers as CSV, with a
// header, in the order of articles.
func WriteFramingRows(out io.Writer, f *compare.Framing) error {
	c := csv.NewWriter(out)
	_ = c.Write([]string{
		"attribution_id", "article_id", "outlet", "published", "url", "file", "speaker", "source_naming", "cue", "stance", "disputed", "form",
		"words", "quoted_words", "content",
	})
	for i := range f.Rows {
		r := &f.Rows[i]
		a := &r.Article.Article
		_ = c.Write([]string{
			r.Attribution.ID, a.ID, r.Outlet, a.Published, a.URL, a.File, r.Speaker, r.Naming, r.Article.Reading.Text(r.Attribution.Cue.Spans), r.Stance,
			strconv.FormatBool(r.Disputed), r.Form, strconv.Itoa(r.Words), strconv.Itoa(r.Quoted), r.Article.Reading.Text(r.Attribution.Content),
		})
	}
	c.Flush()
	return c.Error()
}

type shareJSON struct {
	N    int      `json:"n"`
	Of   int      `json:"of"`
	Rate *float64 `json:"rate,omitempty"` // none of cells that are not shown, as the limits
	Low  *float64 `json:"low,omitempty"`
	High *float64 `json:"high,omitempty"`
}

type cellJSON struct {
	Outlet       string               `json:"outlet,omitempty"`
	Speaker      string               `json:"speaker,omitempty"`
	Attributions int                  `json:"attributions"`
	Articles     int                  `json:"articles"`
	Words        int                  `json:"words"`
	Quoted       int                  `json:"quoted_words"`
	Own          int                  `json:"own_voice_words,omitempty"`
	All          int                  `json:"all_words,omitempty"`
	Disputed     int                  `json:"disputed"`
	Shown        bool                 `json:"shown"`
	Shares       map[string]shareJSON `json:"shares"`
	Rows         []string             `json:"rows"` // IDs of the attributions
}

type framingJSON struct {
	Schema       string     `json:"schema"`
	Lexicon      string     `json:"lexicon"`
	Least        int        `json:"least"`
	Articles     int        `json:"articles"`
	Copies       int        `json:"copies_left_out"`
	Attributions int        `json:"attributions"`
	Outlets      []cellJSON `json:"outlets"`
	Speakers     []cellJSON `json:"speakers"`
	Cells        []cellJSON `json:"outlet_speakers"`
}

// AppendFramingJSON appends the counts as one line of JSON.
func AppendFramingJSON(dst []byte, f *compare.Framing) []byte {
	return appendAny(dst, framingJSON{
		Schema: FramingSchema, Lexicon: f.Lexicon, Least: f.Least, Articles: f.Articles, Copies: f.Copies, Attributions: len(f.Rows),
		Outlets: cellsJSON(f, f.Outlets), Speakers: cellsJSON(f, f.Speakers), Cells: cellsJSON(f, f.Cells),
	})
}

func cellsJSON(f *compare.Framing, cells []compare.Cell) []cellJSON {
	out := []cellJSON{}
	for i := range cells {
		c := &cells[i]
		one := cellJSON{
			Outlet: c.Outlet, Speaker: c.Speaker, Attributions: len(c.Rows), Articles: c.Articles, Words: c.Words, Quoted: c.Quoted, Own: c.Own,
			All: c.All, Disputed: len(c.Disputed), Shown: f.Shown(c), Shares: map[string]shareJSON{}, Rows: []string{},
		}
		for k, s := range sharesOf(c) {
			share := shareJSON{N: s.N, Of: s.Of}
			if one.Shown {
				rate := s.Rate()
				share.Rate, share.Low, share.High = &rate, &s.Low, &s.High
			}
			one.Shares[shareNames()[k]] = share
		}
		for _, r := range c.Rows {
			one.Rows = append(one.Rows, f.Rows[r].Attribution.ID)
		}
		out = append(out, one)
	}
	return out
}
