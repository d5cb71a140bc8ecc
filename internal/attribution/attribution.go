// Package attribution finds who said what in an analysed text.
//
// In goes an nlp.Doc, out come Relations. The stages, each in a file of its own:
//
//	frame.go     Doc        → frames, one for each sentence
//	cue.go       frame      → cue candidates
//	glance.go    word       → may it be in a cue at all?
//	argument.go  cue        → labellings of its source and content in the same sentence
//	border.go    …            what is seen of the borders between them
//	choose.go    labellings → the best of the likely ones
//	extend.go    content    → the sentences that it runs on into
//	keep.go      candidate  → probability that it is an attribution
//	nested.go    content    → frames again: attributions inside it
//	relay.go     relation   → the whole of what a closing source relays
//	tangle.go    relations  → who holds whose words
//	headline.go  headline   → "Talks to resume - Name"
//	signature.go paragraph  → "Quotation." — Name
//	turn.go      paragraph  → "NAME: What was said."
//	decline.go   sentence   → "declined to comment" and other reported silences
//	form.go      relation   → form; addressee.go, medium.go, negation.go, clause.go what their names say
//	stance.go    cue        → stance and act of the wording
//	explain.go   all stages → what became of each candidate, on request
//
// The design is the pipeline of Pareti et al. (EMNLP 2013) with a last stage
// that weighs whole candidates; every stage is a linear model from package
// learn, fitted by Train.
package attribution

import (
	"fmt"
	"sync"

	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// Names of the sections of the model file.
const (
	sectionGlance = "attribution.cue.glance"
	sectionCue    = "attribution.cue"
	sectionArgs   = "attribution.argument"
	sectionExtend = "attribution.extend"
	sectionChoose = "attribution.choose"
	sectionKeep   = "attribution.keep"
)

// Threshold is the score under which a candidate is not reported. It was chosen
// on PolNeAR dev; relation F1 is flat around it.
const Threshold = 0.3

// UnlistedThreshold is the same for cues of which the lexicon has no word. It costs as
// much recall as it gains precision on PolNeAR dev, and what it leaves out reads oddest
// ("the campaign hindered the talks").
const UnlistedThreshold = 0.4

// Extractor finds attributions. It is immutable and safe for concurrent use.
type Extractor struct {
	glance, cues, args, chooser, extension, keep *learn.Chain
	pool                                         sync.Pool // *scratch
}

// scratch is what one extraction works with; it is used again and again.
type scratch struct {
	u, v    features
	u0, v0  features // of the position before
	lattice learn.Lattice
	cue     cueContext
	arg     argContext
	out     []float64
	path    []uint8
	scores  []float32
	asked   []bool
	trace   *Trace // of this extraction; usually nil
}

// NewExtractor reads the extractor's models from b.
func NewExtractor(b *learn.Bundle) (*Extractor, error) {
	e := &Extractor{}
	e.pool.New = func() any { return &scratch{} }
	for _, m := range []struct {
		name   string
		labels int
		chain  **learn.Chain
	}{
		{sectionGlance, 2, &e.glance},
		{sectionCue, cueLabels, &e.cues},
		{sectionArgs, argLabels, &e.args},
		{sectionChoose, chooseLabels, &e.chooser},
		{sectionExtend, extendLabels, &e.extension},
		{sectionKeep, keepLabels, &e.keep},
	} {
		data, ok := b.Section(m.name)
		if !ok {
			return nil, fmt.Errorf("the model file has no section %s", m.name)
		}
		chain, err := learn.LoadChain(data)
		if err != nil {
			return nil, fmt.Errorf("section %s: %w", m.name, err)
		}
		if chain.Labels() != m.labels {
			return nil, fmt.Errorf("section %s has %d labels, want %d", m.name, chain.Labels(), m.labels)
		}
		*m.chain = chain
	}
	return e, nil
}

// Options say how to read one article.
type Options struct {
	Threshold float64   // least score of what is reported; usually Threshold
	Unlisted  float64   // the same for cues that the lexicon does not have; usually UnlistedThreshold
	Dateline  nlp.Range // tokens that belong to no sentence of the story; may be empty
	Trace     *Trace    // where to note what became of each candidate; nil for nowhere
}

// Extract returns the attributions of doc in the order of their first tokens,
// nested ones included.
func (e *Extractor) Extract(doc *nlp.Doc, opt Options) []Relation {
	s := e.pool.Get().(*scratch)
	defer e.pool.Put(s)
	s.trace = opt.Trace
	s.trace.begin()
	story := []nlp.Range{{First: 0, End: len(doc.Tokens)}}
	if d := opt.Dateline; d.Len() > 0 {
		story = []nlp.Range{{First: 0, End: d.First}, {First: d.End, End: len(doc.Tokens)}}
	}
	out := e.relations(s, framesOf(doc, story, false), opt, -1)
	out = addHeadline(doc, out)
	out = addSigned(doc, out)
	out = addTurns(doc, out)
	out = addDeclined(doc, out)
	widenRelays(doc, out, story[len(story)-1])
	disentangle(doc, out)
	out = e.addNested(s, doc, out, opt)
	double := doublesQuote(doc)
	for i := range out {
		describe(doc, &out[i], double)
	}
	out = inOrder(out)
	s.trace.finish(doc, out)
	s.trace = nil
	return out
}

// relations reads one region.
func (e *Extractor) relations(s *scratch, frames []*frame, opt Options, via int) []Relation {
	r, all := e.candidates(s, frames)
	e.judge(s, r, all)
	s.trace.note(e, s, r, all, opt)
	var out []Relation
	for i := range all {
		c := &all[i]
		if !c.kept(opt) {
			continue
		}
		if rel := c.relation(r, via); len(rel.Content) > 0 {
			out = append(out, rel)
		}
	}
	return out
}

// candidates runs all stages but the last.
func (e *Extractor) candidates(s *scratch, frames []*frame) (*region, []candidate) {
	r := &region{frames: frames, cues: make([][]cueCandidate, len(frames))}
	for i, f := range frames {
		r.cues[i] = e.findCues(s, f)
	}
	var all []candidate
	for i, f := range frames {
		for _, cue := range r.cues[i] {
			c := candidate{home: i, cue: cue, unlisted: unlisted(f, cue), args: e.findArguments(s, f, cue, r.cues[i])}
			if cue.closing {
				closingArguments(f, c.args.path)
			}
			c.source = f.ranges(c.args.path, argSource)
			c.reach = e.extend(s, r, i, cue, c.args.path)
			c.content = nlp.Merge(append(f.ranges(c.args.path, argContent), c.reach.ranges...))
			all = append(all, c)
		}
	}
	return r, all
}

// kept reports whether c is reported, if it has a content.
func (c *candidate) kept(opt Options) bool {
	return c.score >= c.least(opt) || c.cue.closing && len(c.source) > 0
}

// least returns the score that c needs.
func (c *candidate) least(opt Options) float64 {
	if c.unlisted {
		return opt.Unlisted
	}
	return opt.Threshold
}

func (c *candidate) relation(r *region, via int) Relation {
	f := r.frames[c.home]
	rel := Relation{
		Source:  c.source,
		Cue:     spanOf(f, c.cue.first, c.cue.end),
		Content: trimmed(f.doc, c.content),
		Lemma:   f.token(mainWord(f, c.cue)).Lemma,
		Via:     via,
		Score:   c.score,
		Rule:    "model",
	}
	if via >= 0 {
		rel.Rule = "model, nested"
	}
	if c.cue.closing {
		rel.Rule = "closing"
	}
	return rel
}

// trimmed drops ranges without a word and punctuation at the ends of the
// others, quotation marks excepted: they are part of what is shown.
func trimmed(doc *nlp.Doc, ranges []nlp.Range) []nlp.Range {
	out := ranges[:0:0]
	for _, r := range ranges {
		for r.First < r.End && edge(&doc.Tokens[r.First]) {
			r.First++
		}
		for r.End > r.First && edge(&doc.Tokens[r.End-1]) {
			r.End--
		}
		if r.First < r.End {
			out = append(out, r)
		}
	}
	return out
}

func edge(t *nlp.Token) bool {
	if t.Shape&nlp.ShapePunct == 0 {
		return false
	}
	switch t.Tag {
	case nlp.TagComma, nlp.TagStop, nlp.TagColon, nlp.TagHYPH:
		return true
	}
	return false
}
