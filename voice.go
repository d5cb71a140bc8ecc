package hearsay

import "hearsay/internal/nlp"

// findOwnVoice lists the sentences that nobody but the outlet stands behind:
// those of whose words no clause is attributed. A content without a verb, as in
// "they spread rumours of a sale", leaves the sentence the outlet's own.
func (n *narration) findOwnVoice(content []bool) {
	for _, s := range n.doc.Sentences {
		words, attributed, verb := 0, 0, false
		for i := s.First; i < s.End; i++ {
			t := &n.doc.Tokens[i]
			if t.Shape&nlp.ShapePunct != 0 {
				continue
			}
			words++
			if content[i] {
				attributed++
				verb = verb || t.Tag.IsVerb() || t.Tag == nlp.TagMD
			}
		}
		if words > 0 && !verb && attributed*2 < words {
			start, end := n.doc.Bytes(s)
			n.reading.OwnVoice = append(n.reading.OwnVoice, Span{start, end})
		}
	}
}

// maxScare bounds what can be a scare quote, in words: more is speech.
const maxScare = 6

// findScareQuotes lists the short quotations that have no source of their own:
// those in no content, and those inside a content that is itself reported
// speech, where the marks are the relay's or the outlet's.
func (n *narration) findScareQuotes(content []bool) {
	for _, q := range n.doc.Quotes {
		if !q.Closed || n.words(q) > maxScare || n.words(q) == 0 {
			continue
		}
		if q.Parent >= 0 || !content[q.First+1] || n.headlineQuote(q) {
			start, end := n.doc.Bytes(nlp.Range{First: q.First, End: q.End})
			n.reading.ScareQuotes = append(n.reading.ScareQuotes, Span{start, end})
		}
	}
}

// headlineQuote reports single quotation marks inside a paraphrase that is
// attributed as a whole.
func (n *narration) headlineQuote(q nlp.Quote) bool {
	mark := n.doc.Form(q.First)
	return mark == "‘" || mark == "'"
}

func (n *narration) words(q nlp.Quote) int {
	k := 0
	for i := q.First; i < q.End; i++ {
		if n.doc.Tokens[i].Shape&nlp.ShapePunct == 0 {
			k++
		}
	}
	return k
}

// contentTokens marks the tokens that lie in the content of any relation.
func (n *narration) contentTokens() []bool {
	marked := make([]bool, len(n.doc.Tokens)+1)
	for i := range n.relations {
		for _, r := range n.relations[i].Content {
			for k := r.First; k < r.End; k++ {
				marked[k] = true
			}
		}
	}
	return marked
}
