package attribution

import (
	"slices"
	"strings"

	"hearsay/internal/nlp"
)

// A Trace tells what became of every cue candidate, for a reader who asks why.
// It is written beside the extraction and changes nothing of it; without a Trace
// nothing of this file runs.

// Trace collects the candidates of one call of Extract.
type Trace struct {
	Candidates []Candidate // in the order of their cues; of one cue, in the order in which they were looked at

	outer int // anchor of the relation whose content is being read; noToken for the article itself
}

// Candidate is one cue on its way through the stages. Ranges point into the Doc.
type Candidate struct {
	Sentence int // index of the sentence that has the cue
	Source   []nlp.Range
	Cue      []nlp.Range
	Content  []nlp.Range // as the models left it; rules may still have moved its ends
	Lemma    string      // of the cue's main word

	CueChance     float64 // greatest probability of a token of the cue to be in a cue
	SourceChance  float64 // least probability of a token of the source to be in it; 0 without source
	ContentChance float64 // the same of the content in the sentence of the cue
	Score         float64 // probability that the whole is right

	Back, Ahead Extension // how far the content goes beyond the sentence of the cue
	Grounds     []string  // what can be seen of the cue, in words

	Within   int // index of the relation in whose content the cue was looked for; -1 for none
	Relation int // index of the relation that the candidate became; -1 if it was dropped
	Verdict  Verdict
}

// Extension is how a content was followed in one direction.
type Extension struct {
	Sentences int      // how many of them, or parts, were taken
	Stop      string   // why it went no further
	Seen      []string // of the sentence that was not taken, in words
	Chance    float64  // probability of the decision to stop; 0 if there was nothing to decide
}

// Verdict says why a candidate was kept or dropped.
type Verdict string

// The verdicts.
const (
	KeptByScore   Verdict = "its score reaches the threshold"
	KeptByClosing Verdict = "rule: a reporting verb with its source that closes a sentence is always kept"
	KeptByRule    Verdict = "rule" // found without a candidate; the relation's Rule names what found it

	UnderThreshold Verdict = "its score is under the threshold"
	UnderUnlisted  Verdict = "its score is under the threshold for words that the lexicon of cues does not have"
	NoContent      Verdict = "no content was found for it"
	FoundAlready   Verdict = "its cue belongs to an attribution found before"
	TakenBack      Verdict = "a later rule left it out"
)

// Kept reports whether the candidate became a relation.
func (v Verdict) Kept() bool { return v == KeptByScore || v == KeptByClosing || v == KeptByRule }

const noToken = -1

// begin empties the trace. A nil Trace does nothing, here and below.
func (t *Trace) begin() {
	if t != nil {
		t.Candidates, t.outer = t.Candidates[:0], noToken
	}
}

// enter says that the content of r is read next.
func (t *Trace) enter(r *Relation) {
	if t != nil {
		t.outer = anchor(r)
	}
}

// note records the candidates of a region after the last stage.
func (t *Trace) note(e *Extractor, s *scratch, r *region, all []candidate, opt Options) {
	if t == nil {
		return
	}
	for i := range all {
		c := &all[i]
		f := r.frames[c.home]
		rel := c.relation(r, noToken)
		n := Candidate{
			Sentence: f.sentence, Source: rel.Source, Cue: rel.Cue, Content: slices.Clone(rel.Content), Lemma: rel.Lemma,
			CueChance: c.cue.marginal, SourceChance: c.args.source, ContentChance: c.args.content, Score: c.score,
			Back:    e.follow(s, newWalker(r, c.home, c.cue, c.args.path, false)),
			Ahead:   e.follow(s, newWalker(r, c.home, c.cue, c.args.path, true)),
			Grounds: grounds(f, c, all, i),
			Within:  t.outer, Relation: noToken, Verdict: KeptByScore,
		}
		switch {
		case c.score < opt.Threshold && !c.kept(opt):
			n.Verdict = UnderThreshold
		case !c.kept(opt):
			n.Verdict = UnderUnlisted
		case len(rel.Content) == 0:
			n.Verdict = NoContent
		case c.score < c.least(opt):
			n.Verdict = KeptByClosing
		}
		t.Candidates = append(t.Candidates, n)
	}
}

// finish ties the candidates to the relations that came of them, which are in
// their final order, and adds those that rules found without a candidate.
func (t *Trace) finish(doc *nlp.Doc, relations []Relation) {
	if t == nil {
		return
	}
	at := make(map[int]int, len(relations))
	for i := range relations {
		at[anchor(&relations[i])] = i
	}
	taken := make([]bool, len(relations))
	for i := range t.Candidates {
		c := &t.Candidates[i]
		if outer, ok := at[c.Within]; ok {
			c.Within = outer
		} else {
			c.Within = noToken
		}
		if !c.Verdict.Kept() {
			continue
		}
		rel, ok := at[c.Cue[0].First]
		switch {
		case !ok:
			c.Verdict = TakenBack
		case taken[rel]:
			c.Verdict = FoundAlready
		default:
			c.Relation, taken[rel] = rel, true
		}
	}
	for i := range relations {
		if !taken[i] {
			t.Candidates = append(t.Candidates, ruled(doc, &relations[i], i))
		}
	}
	slices.SortStableFunc(t.Candidates, func(a, b Candidate) int { return a.anchor() - b.anchor() })
}

// ruled makes a Candidate of a relation that no model proposed.
func ruled(doc *nlp.Doc, r *Relation, at int) Candidate {
	return Candidate{
		Sentence: int(doc.Tokens[anchor(r)].Sentence), Source: r.Source, Cue: r.Cue, Content: r.Content,
		Lemma: r.Lemma, Score: r.Score, Within: r.Via, Relation: at, Verdict: KeptByRule,
	}
}

func (c *Candidate) anchor() int {
	return anchor(&Relation{Cue: c.Cue, Content: c.Content})
}

// Why a content goes no further than it does.
const (
	stopNothing = "there is no further sentence"
	stopLimit   = "no content goes further"
	stopQuoted  = "only the quoted part of that sentence belongs to it"
	stopNext    = "the next sentence does not belong to it"
)

// follow takes the same way as walk and notes why it ends.
func (e *Extractor) follow(s *scratch, w walker) Extension {
	var x Extension
	for k := 1; ; k++ {
		f, prev, ok := w.neighbour(k)
		if !ok {
			x.Stop, x.Chance = stopNothing, 0
			if k > maxExtend {
				x.Stop = stopLimit
			}
			return x
		}
		label, p := e.step(s, &w, k, f, prev)
		x.Chance = p
		if label == extendStop {
			x.Stop, x.Seen = stopNext, w.seen(k, f, prev)
			return x
		}
		if first, end := w.taken(f, label); first < end {
			x.Sentences++
		}
		if label == extendQuoted {
			x.Stop = stopQuoted
			return x
		}
	}
}

// seen tells in words what a step of the walk goes by.
func (w *walker) seen(k int, f, prev *frame) []string {
	border, own := w.border(f, prev), w.cuesOf(f, k)
	edge := f
	if !w.forward {
		edge = prev
	}
	return facts(
		fact{edge.paragraph, "a paragraph begins between them"},
		fact{border&1 != 0, "a quotation runs on into it"},
		fact{border&2 != 0, "a quotation is taken up again"},
		fact{border&3 == 0 && !f.hasQuotes, "it has no quotation marks"},
		fact{border&3 == 0 && f.hasQuotes, "it has a quotation of its own"},
		fact{own&3 != 0, "it has a cue of its own"},
		fact{own&4 != 0, "it has a cue inside its quotation"},
	)
}

// grounds tells in words what can be seen of a candidate.
func grounds(f *frame, c *candidate, all []candidate, at int) []string {
	head, last := cueHead(f, c.cue), lastWord(f, c.cue)
	known := "its word is not in the lexicon of cues"
	if IsCue(f.token(last).Lemma) || IsCue(f.token(last).Lower) || IsCue(f.token(head).Lemma) {
		known = "its word is in the lexicon of cues"
	}
	out := []string{known}
	for k := f.kid[head]; k >= 0; k = f.sib[k] {
		if fact := hanging(f, int(k)); fact != "" && !slices.Contains(out, fact) {
			out = append(out, fact)
		}
	}
	above, inside := nesting(all, at)
	return append(out, facts(
		fact{f.q[head] != 0, "it stands in quotation marks"},
		fact{f.q[head] == 0 && f.hasQuotes, "there are quotation marks in its sentence"},
		fact{c.cue.closing, "it closes its sentence after a comma"},
		fact{above > 0, "it lies in the content of another cue"},
		fact{inside > 0, "its content has a cue"},
		fact{len(c.source) == 0, "no source was found"},
	)...)
}

// hanging tells what a child of the cue's head is, if it matters.
func hanging(f *frame, k int) string {
	switch f.dep(k) {
	case nlp.DepNsubj, nlp.DepNsubjPass, nlp.DepNsubjOuter:
		return "its subject is “" + words(f, k) + "”"
	case nlp.DepOblAgent:
		return "it is done by “" + words(f, k) + "”"
	case nlp.DepNmodPoss:
		return "it belongs to “" + words(f, k) + "”"
	case nlp.DepCcomp:
		return "a clause hangs under it"
	case nlp.DepXcomp:
		return "an infinitive or a like clause hangs under it"
	case nlp.DepParataxis:
		return "a clause stands beside it"
	}
	return ""
}

// maxShown bounds the words of a phrase that is named, in tokens on each side of
// its head.
const maxShown = 4

// words returns the phrase of token k as it stands in the text, shortened.
func words(f *frame, k int) string {
	doc, id := f.doc, int(f.ids[k])
	phrase := subtree(doc, id, doc.Sentences[f.sentence])
	start, end := doc.Bytes(nlp.Range{First: max(phrase.First, id-maxShown), End: min(phrase.End, id+maxShown+1)})
	return strings.Join(strings.Fields(doc.Text[start:end]), " ")
}

// fact is something that may be seen, in words.
type fact struct {
	holds bool
	what  string
}

// facts returns the words of those that hold.
func facts(all ...fact) []string {
	var out []string
	for _, f := range all {
		if f.holds {
			out = append(out, f.what)
		}
	}
	return out
}
