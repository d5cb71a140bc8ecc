package export

import (
	"strconv"
	"strings"

	"hearsay/internal/compare"
)

type traceJSON struct {
	Schema   string       `json:"schema"`
	Query    string       `json:"query"`
	Articles int          `json:"articles"` // that were looked through
	Families []familyJSON `json:"families"`
}

// AppendTraceJSON appends a trace as one line of JSON. articles is how many were
// looked through.
func AppendTraceJSON(dst []byte, t *compare.Trace, articles int) []byte {
	w := newComparedWriter()
	out := traceJSON{Schema: TraceSchema, Query: t.Query, Articles: articles, Families: []familyJSON{}}
	for i, f := range t.Families {
		out.Families = append(out.Families, w.family(f, t.Scores[i]))
	}
	return appendAny(dst, out)
}

// AppendTrace appends a trace for people: for each family its fullest wording, a
// timeline, every other wording with the difference, and the relays.
func AppendTrace(dst []byte, t *compare.Trace, o TextOptions) []byte {
	w := newTraceWriter(dst, o)
	for i, f := range t.Families {
		if i > 0 {
			w.line(faint, "", rule)
		}
		w.family(f)
	}
	if w.legend {
		w.blank()
		w.line(faint, "", legend)
	}
	return w.dst
}

const rule = "────────────────────────────────────────"

// traceWriter writes families.
type traceWriter struct {
	flow
	legend bool // a difference was shown
}

func newTraceWriter(dst []byte, o TextOptions) *traceWriter {
	return &traceWriter{flow: flow{dst: dst, color: o.Color, width: o.columns()}}
}

// columns returns the columns that are used of a terminal.
func (o TextOptions) columns() int {
	if o.Width <= 0 {
		return defaultWidth
	}
	return min(max(o.Width, minWidth), maxWidth)
}

// line prints one paragraph, its lines after a prefix.
func (w *traceWriter) line(st style, prefix, words string) {
	w.start(prefix, prefix)
	w.put(st, words)
	w.finish()
}

func (w *traceWriter) blank() { w.dst = append(w.dst, '\n') }

func (w *traceWriter) family(f *compare.Family) {
	w.line(strong, "", printable(f.Fullest.Text()))
	w.line(plain, "", printable(f.Relay.Name))
	count := counted(len(f.Statements), "appearance", "appearances") + " in " + counted(f.Articles(), "article", "articles")
	if f.Copies > 0 {
		count += ", " + counted(f.Copies, "of them in a copy of another's text", "of them in copies of another's text")
	}
	w.line(faint, "", facts(count, counted(len(f.Wordings), "wording", "wordings")))
	w.line(faint, "", facts("earliest in this set: "+printable(f.Earliest.Outlet()), shownTime(f.Earliest.Article.Article.Published)))
	w.blank()
	w.timeline(f)
	w.wordings(f)
	w.relays(f)
}

// timeline lists the appearances in order of time, a day once.
func (w *traceWriter) timeline(f *compare.Family) {
	w.line(sourceStyle, "", "Timeline")
	number := map[*compare.Statement]int{}
	for i, wording := range f.Wordings {
		for _, s := range wording.Statements {
			number[s] = i + 1
		}
	}
	last := ""
	for _, s := range f.Statements {
		day, clock, _ := strings.Cut(shownTime(s.Article.Article.Published), " ")
		lead := day
		if day == last && day != "" {
			lead = strings.Repeat(" ", len(day))
		}
		last = day
		head := "  " + padded(lead+" "+clock, 16) + "  "
		w.start(head, strings.Repeat(" ", len(head)+3))
		w.put(numberStyle, padded(strconv.Itoa(number[s]), 2))
		w.put(strong, printable(s.Outlet())+",")
		w.put(plain, saying(s))
		w.put(faint, "("+s.Form+stanceNote(s)+headlineNote(s)+")")
		w.finish()
	}
	w.blank()
}

func stanceNote(s *compare.Statement) string {
	if s.OwnVoice() {
		return ""
	}
	c := s.Attribution.Cue
	note := ""
	if c.Stance != "" && c.Stance != "neutral" {
		note += ", " + c.Stance
	}
	if c.Negated {
		note += ", negated"
	}
	return note
}

func headlineNote(s *compare.Statement) string {
	if s.InHeadline() {
		return ", headline"
	}
	return ""
}

// wordings lists what each wording changes of the fullest one.
func (w *traceWriter) wordings(f *compare.Family) {
	w.line(sourceStyle, "", "Wordings")
	for i := range f.Wordings {
		wording := &f.Wordings[i]
		head := "  " + padded(strconv.Itoa(i+1), 2) + " "
		w.start(head, "     ")
		w.put(faint, "in "+outlets(wording.Statements))
		if i == 0 {
			w.put(faint, "— the fullest")
		} else {
			w.put(cueStyle, "— "+strings.Join(wording.Change.Phrases(), ", "))
		}
		w.finish()
		w.start("     ", "     ")
		if i == 0 || wording.Change.Has(compare.Verbatim) || wording.Change.Has(compare.Paraphrase) {
			w.put(plain, printable(wording.Statements[0].Text()))
		} else {
			w.edits(wording.Change.Edits(f.Fullest, wording.Statements[0]), plain)
			w.legend = true
		}
		w.finish()
	}
	w.blank()
}

// outlets names the outlets of statements, each once.
func outlets(all []*compare.Statement) string {
	var names []string
	seen := map[string]bool{}
	for _, s := range all {
		if name := printable(s.Outlet()); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return strings.Join(names, "; ")
}

// relays draws the tree from the speaker to the outlets.
func (w *traceWriter) relays(f *compare.Family) {
	w.line(sourceStyle, "", "Relays")
	w.relay(f.Relay, "  ", "  ")
}

func (w *traceWriter) relay(r *compare.Relay, first, rest string) {
	w.start(first, rest)
	w.put(plain, printable(r.Name))
	if len(r.Statements) > 0 {
		w.put(faint, shownTime(r.Statements[0].Article.Article.Published))
	}
	w.finish()
	for i, c := range r.Children {
		if i < len(r.Children)-1 {
			w.relay(c, rest+"├─ ", rest+"│  ")
		} else {
			w.relay(c, rest+"└─ ", rest+"   ")
		}
	}
}

// padded fills s with spaces up to a width in columns.
func padded(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-textWidth(s)))
}
