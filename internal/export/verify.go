package export

import (
	"cmp"
	"fmt"
	"strings"

	"hearsay"
	"hearsay/internal/compare"
)

type passageJSON struct {
	Span       spanJSON        `json:"span"`
	Quoted     bool            `json:"in_quotation_marks"`
	Difference []editJSON      `json:"difference"` // fullest is the text, here the quote
	Statement  *appearanceJSON `json:"statement,omitempty"`
}

type verificationJSON struct {
	Article  articleJSON     `json:"article"`
	Outcome  compare.Outcome `json:"outcome"`
	Share    float64         `json:"share"` // of the quote's words that are there in the same form
	Passages []passageJSON   `json:"passages"`
	Notes    []string        `json:"notes,omitempty"`
}

type verifyJSON struct {
	Schema   string             `json:"schema"`
	Quote    string             `json:"quote"`
	Outcome  compare.Outcome    `json:"outcome"`  // the closest
	Articles int                `json:"articles"` // that were looked through
	Found    []verificationJSON `json:"found"`
}

// closest returns the outcome of the first verification.
func closest(found []compare.Verification) compare.Outcome {
	if len(found) == 0 {
		return compare.NotFound
	}
	return found[0].Outcome
}

// AppendVerifyJSON appends what was found of a quote as one line of JSON.
// articles is how many were looked through.
func AppendVerifyJSON(dst []byte, quote string, found []compare.Verification, articles int) []byte {
	w := newComparedWriter()
	out := verifyJSON{Schema: VerifySchema, Quote: quote, Outcome: closest(found), Articles: articles, Found: []verificationJSON{}}
	for i := range found {
		v := &found[i]
		one := verificationJSON{Article: articleOf(v.Article), Outcome: v.Outcome, Share: v.Share, Notes: v.Notes}
		for k := range v.Passages {
			p := &v.Passages[k]
			passage := passageJSON{Span: w.spans(v.Article, spansOf(p))[0], Quoted: p.Quoted}
			for _, e := range p.QuoteEdits(v.Article, quote) {
				passage.Difference = append(passage.Difference, editJSON{e.Op, e.Full, e.Here})
			}
			if p.Statement != nil {
				s := w.appearance(p.Statement)
				passage.Statement = &s
			}
			one.Passages = append(one.Passages, passage)
		}
		out.Found = append(out.Found, one)
	}
	return appendAny(dst, out)
}

// AppendVerify appends what was found of a quote for people: for each article the
// outcome, and every passage in its place with the difference. At most limit
// articles are shown; 0 shows all.
func AppendVerify(dst []byte, quote string, found []compare.Verification, articles, limit int, o TextOptions) []byte {
	w := newTraceWriter(dst, o)
	if len(found) == 0 {
		w.line(strong, "", "not found")
		w.line(faint, "", "in "+counted(articles, "text", "texts")+": no place has half of the quote's words, by weight")
		return w.dst
	}
	shown := len(found)
	if limit > 0 {
		shown = min(shown, limit)
	}
	for i := range found[:shown] {
		if i > 0 {
			w.blank()
		}
		w.verification(quote, &found[i])
	}
	if rest := len(found) - shown; rest > 0 {
		w.blank()
		w.line(faint, "", "and in "+counted(rest, "more text", "more texts"))
	}
	if w.legend {
		w.blank()
		w.line(faint, "", "Of the text [-only there-], of the quote {+only here+}.")
	}
	return w.dst
}

// outcomePhrases say of each outcome what it is.
var outcomePhrases = map[compare.Outcome]string{
	compare.AsIs: "verbatim: word for word, in one place", compare.LeftOut: "trimmed: word for word, with words left out between",
	compare.Altered: "altered: in one place, with words changed or added", compare.Joined: "spliced: put together from several places",
}

func (w *traceWriter) verification(quote string, v *compare.Verification) {
	w.start("", "")
	w.put(strong, outcomePhrases[v.Outcome])
	w.put(faint, fmt.Sprintf("(%.0f%% of the quote's words are there in the same form)", 100*v.Share))
	w.finish()
	a := &v.Article.Article
	w.line(plain, "", printable(facts(cmp.Or(a.Outlet, a.File), shownTime(a.Published), a.Title)))
	for i := range v.Passages {
		p := &v.Passages[i]
		head := "  "
		if len(v.Passages) > 1 {
			head = fmt.Sprintf("  %d  ", i+1)
		}
		rest := strings.Repeat(" ", len(head))
		w.start(head, rest)
		before, after := a.Text[backward(a.Text[:p.Span.Start], shownContext):p.Span.Start], a.Text[p.Span.End:][:forward(a.Text[p.Span.End:], shownContext)]
		w.on(faint, "… "+printable(before))
		w.on(strong, printable(a.Text[p.Span.Start:p.Span.End]))
		w.on(faint, printable(after)+" …")
		w.finish()
		w.start(rest, rest)
		if s := p.Statement; s != nil {
			w.put(sourceStyle, saying(s))
		} else {
			w.put(faint, "attributed to nobody there")
		}
		w.put(faint, marksNote(p))
		w.finish()
		if v.Outcome == compare.Altered || v.Outcome == compare.LeftOut || v.Outcome == compare.Joined {
			w.start(rest, rest)
			w.edits(p.QuoteEdits(v.Article, quote), plain)
			w.finish()
			w.legend = true
		}
	}
	for _, note := range v.Notes {
		w.line(faint, "  ", "Note: "+note+".")
	}
}

func marksNote(p *compare.Passage) string {
	if p.Quoted {
		return "· in quotation marks"
	}
	return "· outside of quotation marks"
}

// shownContext is how many code points are shown on either side of a passage.
const shownContext = 60

func spansOf(p *compare.Passage) []hearsay.Span { return []hearsay.Span{p.Span} }
