package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hearsay/internal/compare"
)

type cueJSON struct {
	Lemma  string `json:"lemma"`
	Stance string `json:"stance,omitempty"`
	N      int    `json:"n"`
}

type voiceJSON struct {
	Name       string    `json:"name"`
	Kind       string    `json:"kind,omitempty"`
	Statements int       `json:"statements"`
	Words      int       `json:"words"`
	Direct     int       `json:"direct_words"`
	Cues       []cueJSON `json:"cues"`
}

type accountJSON struct {
	Article  articleJSON      `json:"article"`
	CopyOf   string           `json:"copy_of,omitempty"` // outlet whose text it prints
	Copy     string           `json:"copy,omitempty"`    // copy, edit or version
	Words    int              `json:"words"`
	Said     int              `json:"attributed_words"`
	Direct   int              `json:"direct_words"`
	OwnVoice int              `json:"own_voice_words"`
	Voices   []voiceJSON      `json:"voices"`
	Only     []appearanceJSON `json:"only_here"`
	Own      []appearanceJSON `json:"own_voice_only_here"`
}

type topicJSON struct {
	A       appearanceJSON `json:"a"`
	B       appearanceJSON `json:"b"`
	Score   float64        `json:"score"`
	Differs []string       `json:"differs,omitempty"`
}

type comparisonJSON struct {
	Schema   string        `json:"schema"`
	Accounts []accountJSON `json:"accounts"`
	Shared   []familyJSON  `json:"shared"`
	Topics   []topicJSON   `json:"same_topic"`
}

// AppendComparisonJSON appends accounts side by side as one line of JSON.
func AppendComparisonJSON(dst []byte, c *compare.Comparison) []byte {
	w := newComparedWriter()
	out := comparisonJSON{Schema: CompareSchema, Shared: []familyJSON{}, Topics: []topicJSON{}}
	for i := range c.Accounts {
		out.Accounts = append(out.Accounts, w.account(c, i))
	}
	for _, f := range c.Shared {
		out.Shared = append(out.Shared, w.family(f, 0))
	}
	for _, t := range c.Topics {
		out.Topics = append(out.Topics, topicJSON{w.appearance(t.A), w.appearance(t.B), t.Score, t.Differs})
	}
	return appendAny(dst, out)
}

func (w *comparedWriter) account(c *compare.Comparison, i int) accountJSON {
	a := &c.Accounts[i]
	out := accountJSON{
		Article: articleOf(a.Article), Copy: a.Copy.Kind, Words: a.Words, Said: a.Said, Direct: a.Direct, OwnVoice: a.OwnVoice,
		Voices: []voiceJSON{}, Only: []appearanceJSON{}, Own: []appearanceJSON{},
	}
	if a.Copy.Of >= 0 {
		out.CopyOf = c.Accounts[a.Copy.Of].Article.Article.Outlet
	}
	for _, v := range a.Voices {
		voice := voiceJSON{Name: v.Name, Kind: v.Speaker.Kind, Statements: v.Statements, Words: v.Words, Direct: v.Direct, Cues: []cueJSON{}}
		for _, cue := range v.Cues {
			voice.Cues = append(voice.Cues, cueJSON(cue))
		}
		out.Voices = append(out.Voices, voice)
	}
	for _, f := range c.Only[i] {
		out.Only = append(out.Only, w.appearance(f.Fullest))
	}
	for _, f := range c.Own[i] {
		out.Own = append(out.Own, w.appearance(f.Fullest))
	}
	return out
}

// AppendComparison appends accounts side by side for people: who speaks in each,
// what they share, what only one has, and what is about the same.
func AppendComparison(dst []byte, c *compare.Comparison, o TextOptions) []byte {
	w := accountWriter{traceWriter: newTraceWriter(dst, o), c: c}
	if o.Width > maxWidth { // side by side there is use for a wider terminal
		w.width = min(o.Width, maxWidth+maxWidth/2)
	}
	for i := range c.Accounts {
		w.labels = append(w.labels, label(i))
	}
	w.heads()
	w.voices()
	w.shared()
	w.only()
	w.topics()
	if w.legend {
		w.line(faint, "", "Against the fullest wording: "+legend)
	}
	return w.dst
}

// label names an account: A, B, …
func label(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprintf("#%d", i+1)
}

type accountWriter struct {
	*traceWriter
	c      *compare.Comparison
	labels []string
}

func (w *accountWriter) heads() {
	for i := range w.c.Accounts {
		a := &w.c.Accounts[i]
		article := &a.Article.Article
		head := padded(w.labels[i], 3)
		w.start(head, "   ")
		w.put(strong, printable(cmp.Or(article.Outlet, article.File, article.ID)))
		for _, fact := range []string{shownTime(article.Published), article.Title} {
			if fact != "" {
				w.put(plain, "· "+printable(fact))
			}
		}
		w.finish()
		w.line(faint, "   ", fmt.Sprintf("%s: %s attributed, %s of these in quotation marks; %s in its own voice%s",
			counted(a.Words, "word", "words"), percent(a.Said, a.Words), percent(a.Direct, a.Said), percent(a.OwnVoice, a.Words), w.copyNote(a)))
	}
	w.blank()
}

func (w *accountWriter) copyNote(a *compare.Account) string {
	if a.Copy.Of < 0 || a.Copy.Kind == "" {
		return ""
	}
	what := map[string]string{"copy": "prints the text of", "edit": "has edited the text of", "version": "is another version of"}[a.Copy.Kind]
	return "; " + what + " " + w.labels[a.Copy.Of]
}

func percent(n, of int) string {
	if of == 0 {
		return "0%"
	}
	return fmt.Sprintf("%.0f%%", 100*float64(n)/float64(of))
}

// names returns the names of all who speak, those with most words first.
func (w *accountWriter) names() []string {
	words := map[string]int{}
	var names []string
	for _, a := range w.c.Accounts {
		for _, v := range a.Voices {
			if _, known := words[v.Name]; !known {
				names = append(names, v.Name)
			}
			words[v.Name] += v.Words
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(words[b], words[a]) })
	return names
}

// voices lists who speaks, with what verbs, in each account.
func (w *accountWriter) voices() {
	w.line(sourceStyle, "", "Who speaks")
	for _, name := range w.names() {
		w.line(strong, "  ", printable(cmp.Or(name, "nobody named")))
		cells := make([]func(*flow), len(w.c.Accounts))
		for i := range w.c.Accounts {
			cells[i] = w.voice(&w.c.Accounts[i], name)
		}
		w.sideBySide(w.labels, cells)
	}
	w.blank()
}

// voice prints how much one speaks in an account, and with what verbs; a dash in
// a column where it says nothing.
func (w *accountWriter) voice(a *compare.Account, name string) func(*flow) {
	_, columns := w.columnsFit(len(w.labels))
	i := slices.IndexFunc(a.Voices, func(v compare.Voice) bool { return v.Name == name })
	return func(f *flow) {
		f.start("  ", "  ")
		switch {
		case i < 0 && columns:
			f.put(faint, "—")
		case i >= 0:
			f.put(plain, measure(&a.Voices[i]))
			f.put(cueStyle, strings.Join(cueWords(&a.Voices[i]), ", "))
		}
		f.finish()
	}
}

// measure says how much a voice says.
func measure(v *compare.Voice) string {
	return fmt.Sprintf("%s, %s, %s direct:", counted(v.Statements, "statement", "statements"), counted(v.Words, "word", "words"), percent(v.Direct, v.Words))
}

// cueWords lists the cues of a voice.
func cueWords(v *compare.Voice) []string {
	var out []string
	for _, cue := range v.Cues {
		words := printable(cue.Lemma)
		if cue.N > 1 {
			words += fmt.Sprintf(" ×%d", cue.N)
		}
		if cue.Stance != "" && cue.Stance != "neutral" {
			words += " (" + cue.Stance + ")"
		}
		out = append(out, words)
	}
	return out
}

// section prints a heading.
func (w *accountWriter) section(words string) { w.line(sourceStyle, "", words) }

// shared prints the statements that several accounts have.
func (w *accountWriter) shared() {
	w.section(fmt.Sprintf("In more than one account (%d)", len(w.c.Shared)))
	for _, f := range w.c.Shared {
		cells := make([]func(*flow), len(w.c.Accounts))
		for i := range w.c.Accounts {
			cells[i] = w.wording(f, w.c.Accounts[i].Article)
		}
		w.sideBySide(w.labels, cells)
		w.blank()
	}
	if len(w.c.Shared) == 0 {
		w.line(faint, "  ", "nothing")
		w.blank()
	}
}

// wording prints how one account has a statement: all of its wordings there.
func (w *accountWriter) wording(f *compare.Family, a *compare.Article) func(*flow) {
	return func(cell *flow) {
		for i := range f.Wordings {
			wording := &f.Wordings[i]
			for _, s := range wording.Statements {
				if s.Article == a {
					w.statement(cell, s, f, wording)
				}
			}
		}
	}
}

func (w *accountWriter) statement(f *flow, s *compare.Statement, family *compare.Family, wording *compare.Wording) {
	f.start("", "  ")
	f.put(cueStyle, saying(s)+stanceNote(s)+":")
	f.finish()
	f.start("  ", "  ")
	if s == family.Fullest || wording.Change.Has(compare.Verbatim) || wording.Change.Has(compare.Paraphrase) {
		f.put(plain, printable(s.Text()))
	} else {
		f.edits(wording.Change.Edits(family.Fullest, s), plain)
		w.legend = true
	}
	f.finish()
	if s != family.Fullest {
		f.start("  ", "  ")
		f.put(faint, strings.Join(wording.Change.Phrases(), ", "))
		f.finish()
	}
}

// only prints what a single account has.
func (w *accountWriter) only() {
	lists := make([][]func(*flow), len(w.c.Only))
	most := 0
	for i, families := range w.c.Only {
		for _, f := range families {
			lists[i] = append(lists[i], lone(f.Fullest))
		}
		most = max(most, len(lists[i]))
	}
	if _, ok := w.columnsFit(len(lists)); !ok {
		for i, list := range lists {
			w.section(fmt.Sprintf("Only in %s (%d)", w.labels[i], len(list)))
			for _, cell := range list {
				w.sideBySide([]string{""}, []func(*flow){cell})
			}
			w.blank()
		}
		return
	}
	heads := make([]func(*flow), len(lists))
	for i := range lists {
		heads[i] = func(f *flow) {
			f.start("", "")
			f.put(sourceStyle, fmt.Sprintf("Only in %s (%d)", w.labels[i], len(lists[i])))
			f.finish()
		}
	}
	w.sideBySide(w.labels, heads)
	for k := range most {
		cells := make([]func(*flow), len(lists))
		for i, list := range lists {
			cells[i] = func(*flow) {}
			if k < len(list) {
				cells[i] = list[k]
			}
		}
		w.sideBySide(w.labels, cells)
	}
	w.blank()
}

// lone prints one statement.
func lone(s *compare.Statement) func(*flow) {
	return func(f *flow) {
		f.start("", "  ")
		f.put(cueStyle, saying(s)+stanceNote(s)+":")
		f.finish()
		f.start("  ", "  ")
		f.put(plain, printable(s.Text()))
		f.finish()
	}
}

// topics prints pairs about the same.
func (w *accountWriter) topics() {
	if len(w.c.Topics) == 0 {
		return
	}
	w.section(fmt.Sprintf("About the same, not the same statement (%d)", len(w.c.Topics)))
	for _, t := range w.c.Topics {
		cells := make([]func(*flow), len(w.c.Accounts))
		for i := range w.c.Accounts {
			cells[i] = func(*flow) {}
			for _, s := range []*compare.Statement{t.A, t.B} {
				if s.Article == w.c.Accounts[i].Article {
					cells[i] = lone(s)
				}
			}
		}
		w.sideBySide(w.labels, cells)
		if len(t.Differs) > 0 {
			w.line(numberStyle, "  ", "To be seen: "+strings.Join(t.Differs, "; "))
		}
		w.blank()
	}
}
