package hearsay

import (
	"hearsay/internal/attribution"
)

// Explanation says which cues were considered in an article and what became of
// each: what the models found for it, how sure they were, and why it was kept or
// dropped.
type Explanation struct {
	MinScore   float64 // candidates with less are dropped
	Sentences  []Span  // all of the article, in order, headline and dateline included
	Candidates []Candidate
}

// Candidate is a cue that was considered, or what a rule found without one. They
// stand in text order of their cues; one cue may come several times, first as
// part of the article, then as part of the content of another.
type Candidate struct {
	Sentence      int // index of Explanation.Sentences
	Source        []Span
	Cue           []Span
	Content       []Span  // as the models found it; rules may still have moved its ends
	Lemma         string  // of the cue's main word
	CueChance     float64 // probability that the words are a cue, in [0,1], as are the others
	SourceChance  float64 // probability of the least certain word of the source; 0 without one
	ContentChance float64 // the same of the content in the cue's own sentence
	Score         float64 // probability that the whole is right; what MinScore is compared with
	Back, Ahead   Extension
	Grounds       []string // what can be seen of the cue, in words
	Within        string   // ID of the attribution in whose content it was looked for; empty for the article
	Attribution   string   // ID of the attribution that it became; empty if it was dropped
	Reason        string   // why it was kept or dropped, in words
}

// Extension says how far a content was followed beyond the sentence of its cue,
// back to earlier sentences or ahead to later ones.
type Extension struct {
	Sentences int      // how many were taken, in whole or in part
	Stop      string   // why it went no further, in words; empty where nobody looked
	Seen      []string // what can be seen of the sentence that was not taken
	Chance    float64  // probability of the decision to stop; 0 if there was nothing to decide
}

// WithExplanation returns a Reader whose readings say why they are as they are.
// It takes somewhat longer and finds the same.
func (r *Reader) WithExplanation() *Reader {
	c := *r
	c.explains = true
	return &c
}

// trace returns where the extractor notes its candidates; nil for nowhere.
func (r *Reader) trace() *attribution.Trace {
	if !r.explains {
		return nil
	}
	return &attribution.Trace{}
}

// explain turns a trace into the reading's Explanation; nil gives none.
func (n *narration) explain(trace *attribution.Trace, minScore float64) {
	if trace == nil {
		return
	}
	out := &Explanation{MinScore: minScore, Sentences: n.spans(n.doc.Sentences)}
	for i := range trace.Candidates {
		out.Candidates = append(out.Candidates, n.candidate(&trace.Candidates[i]))
	}
	n.reading.Explanation = out
}

func (n *narration) candidate(c *attribution.Candidate) Candidate {
	return Candidate{
		Sentence: c.Sentence,
		Source:   n.spans(c.Source), Cue: n.spans(c.Cue), Content: n.spans(c.Content), Lemma: c.Lemma,
		CueChance: c.CueChance, SourceChance: c.SourceChance, ContentChance: c.ContentChance, Score: c.Score,
		Back: Extension(c.Back), Ahead: Extension(c.Ahead), Grounds: c.Grounds,
		Within: n.id(c.Within), Attribution: n.id(c.Relation), Reason: n.reason(c),
	}
}

// id returns the ID of relation i; empty for -1.
func (n *narration) id(i int) string {
	if i < 0 {
		return ""
	}
	return n.reading.Attributions[i].ID
}

// reason names the rule where a rule decided.
func (n *narration) reason(c *attribution.Candidate) string {
	if c.Verdict == attribution.KeptByRule {
		return string(c.Verdict) + ": " + n.relations[c.Relation].Rule
	}
	return string(c.Verdict)
}
