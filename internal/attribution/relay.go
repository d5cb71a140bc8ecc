package attribution

import "hearsay/internal/nlp"

// In "A told B that C, the statement says" everything before the comma is what
// the statement says, A's telling included. PolNeAR, which is flat, gives such a
// sentence to one of the two, so the model often misses the statement or gives it
// only C. Two rules mend that. A reporting verb with its subject that closes a
// sentence after a comma is always a candidate and always kept; and if another
// attribution lies before the comma, the content of the closing one is widened
// to the whole of it. The other is then inside, and via it.

// reports are the verbs that close a sentence so and mean nothing else there.
var reports = map[string]bool{
	"say": true, "report": true, "add": true, "announce": true, "state": true, "write": true,
	"note": true, "explain": true, "stress": true, "emphasize": true, "emphasise": true, "recall": true,
	"tell": true, "confirm": true, "conclude": true, "underline": true, "specify": true, "declare": true,
	"rule": true, "warn": true, "claim": true, "argue": true, "insist": true, "maintain": true, "observe": true,
	"remark": true, "admit": true, "concede": true, "acknowledge": true, "reply": true, "estimate": true,
	"allege": true, "caution": true, "clarify": true, "point": true,
}

// Bounds of a closing source, of what may follow its verb, and of what may stand
// between the content and the comma (a quotation mark), in tokens.
const (
	maxClosingSource = 14
	maxClosingTail   = 10
	maxBeforeComma   = 2
)

// closingCue returns the tokens of the comma and the verb in a closing ", SOURCE
// VERB [in a statement] [on Saturday]." of f; the verb is -1 if there is none.
func closingCue(f *frame) (comma, verb int) {
	comma, verb = -1, -1
	for i := f.len() - 1; i > 1 && f.len()-i <= maxClosingSource+maxClosingTail+2; i-- {
		if f.tag(i) == nlp.TagComma {
			comma = i
			break
		}
	}
	if comma < 2 {
		return comma, -1
	}
	for i := comma + 1; i < f.len(); i++ {
		t := f.token(i)
		switch {
		case verb < 0 && reports[t.Lemma] && (t.Tag.IsFinite() || lastParticiple(f, i)):
			verb = i
		case t.Tag.IsVerb() || t.Tag == nlp.TagMD || verb < 0 && !nounPhraseTag(t.Tag):
			return comma, -1
		}
	}
	if verb == comma+1 || verb-comma > maxClosingSource || f.len()-verb > maxClosingTail || !tellsBefore(f, comma) {
		return comma, -1
	}
	return comma, verb
}

// tellsBefore reports whether a main clause lies before a token of f: "On Monday,
// the ministry said." closes nothing.
func tellsBefore(f *frame, end int) bool {
	for i := range end {
		if t := f.tag(i); !t.IsFinite() && t != nlp.TagMD {
			continue
		}
		v := i
		if d := f.dep(i); d == nlp.DepAux || d == nlp.DepAuxPass || d == nlp.DepCop {
			v = int(f.head[i])
		}
		if d := f.dep(v); d != nlp.DepAdvcl && d != nlp.DepAcl && d != nlp.DepAclRelcl {
			return true
		}
	}
	return false
}

// lastParticiple reports whether token i is a participle with which f ends: where
// a noun that can speak stands before it, it is a past tense that was taken for one.
func lastParticiple(f *frame, i int) bool {
	if f.tag(i) != nlp.TagVBN || i == 0 || i < f.len()-2 || f.token(f.len()-1).Shape&nlp.ShapePunct == 0 {
		return false
	}
	before := int(f.ids[i-1])
	return f.doc.CanSpeak(before)
}

// closingArguments gives a closing cue the words up to the comma as its content
// and those between comma and verb as its source, where the model, which expects
// one attribution a sentence, left either out or gave it a content that does not
// reach the comma.
func closingArguments(f *frame, path []uint8) {
	comma, verb := closingCue(f)
	if verb < 0 {
		return
	}
	source, content := false, false
	for i, y := range path {
		source = source || y == argSource
		content = content || y == argContent && i < comma && comma-i <= maxBeforeComma
	}
	if source && content {
		return
	}
	for i := range path {
		switch {
		case path[i] == argCue:
		case i < comma:
			path[i] = argContent
		case i > comma && i < verb:
			path[i] = argSource
		default:
			path[i] = argOther
		}
	}
}

// nounPhraseTag reports whether a tag is found in simple noun phrases.
func nounPhraseTag(t nlp.Tag) bool {
	switch t {
	case nlp.TagDT, nlp.TagJJ, nlp.TagJJR, nlp.TagJJS, nlp.TagPOS, nlp.TagPRP, nlp.TagPRPS, nlp.TagIN, nlp.TagCD, nlp.TagHYPH:
		return true
	}
	return t.IsNoun()
}

// widenRelays widens the contents of closing relations to what is told before
// their comma; body bounds them.
func widenRelays(doc *nlp.Doc, relations []Relation, body nlp.Range) {
	for i := range relations {
		r := &relations[i]
		if len(r.Cue) != 1 || len(r.Source) != 1 || len(r.Content) == 0 {
			continue
		}
		sentence := doc.Sentences[doc.Tokens[r.Cue[0].First].Sentence]
		first := max(sentence.First, body.First)
		tail := min(r.Cue[0].First, r.Source[0].First)
		last := r.Content[len(r.Content)-1]
		if !closes(doc, r, tail, sentence) || last.End > tail || tail-last.End > 2 || last.First <= first || last.First < sentence.First {
			continue
		}
		if tellsBetween(doc, relations, i, first, last.First) {
			r.Content = []nlp.Range{{First: first, End: last.End}}
		}
	}
}

// maxTail bounds what may follow a closing source and cue ("on Saturday").
const maxTail = 4

// closes reports whether source and cue stand side by side after a comma at the
// end of their sentence.
func closes(doc *nlp.Doc, r *Relation, tail int, sentence nlp.Range) bool {
	end := max(r.Cue[0].End, r.Source[0].End)
	gap := end - tail - r.Cue[0].Len() - r.Source[0].Len()
	return tail > sentence.First && doc.Tokens[tail-1].Tag == nlp.TagComma && gap <= 1 && sentence.End-end <= maxTail
}

// tellsBetween reports whether another relation's cue lies in [first, end).
// Relations stand in the order of their sentences, so only the near ones count.
func tellsBetween(doc *nlp.Doc, relations []Relation, but, first, end int) bool {
	sentence := doc.Tokens[first].Sentence
	tells := func(j int) (inside, near bool) {
		at := anchor(&relations[j])
		return at >= first && at < end && len(relations[j].Cue) > 0, doc.Tokens[at].Sentence == sentence
	}
	for _, step := range []int{-1, 1} {
		for j := but + step; j >= 0 && j < len(relations); j += step {
			inside, near := tells(j)
			if inside {
				return true
			}
			if !near {
				break
			}
		}
	}
	return false
}
