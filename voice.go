package hearsay

import (
	"slices"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// findOwnVoice lists the sentences of the body that nobody but the outlet stands
// behind. Headlines, dateline, captions and credits are no sentences of the body;
// a sentence that reports is not the outlet's own, be it that no attribution was
// made of it; nor is one that is mostly quotation or stands in an interview of
// questions and answers. The mere mention of a saying,
// as in "they spread rumours of a sale", leaves a sentence the outlet's own.
func (n *narration) findOwnVoice(content []bool) {
	reports := n.reportingSentences(content)
	furniture, labels, announced := n.furniture(), n.labelledParagraphs(), n.announcedParagraphs()
	for i, s := range n.doc.Sentences {
		start, end := n.doc.Bytes(s)
		span := Span{start, end}
		if reports[i] || announced[n.doc.Tokens[s.First].Paragraph] || n.announces(s) || n.words(s) == 0 || n.mostlyQuoted(s) || n.crosshead(s) || n.answers(s, labels) || slices.ContainsFunc(furniture, span.overlaps) || attribution.Tells(n.doc, i) {
			continue
		}
		n.reading.OwnVoice = append(n.reading.OwnVoice, span)
	}
}

// overlaps reports whether two spans share a byte.
func (s Span) overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// furniture returns the bytes of headline, dateline, captions and credits.
func (n *narration) furniture() []Span {
	l := &n.layout
	spans := slices.Concat(l.captions, l.credits)
	if l.headline.End > l.headline.Start {
		spans = append(spans, l.headline)
	}
	if l.dateline.End > l.dateline.Start {
		spans = append(spans, l.dateline)
	}
	return spans
}

// maxCrosshead bounds a headline inside the body, in words.
const maxCrosshead = 12

// crosshead reports whether a sentence is a paragraph by itself that is short
// and has no stop, as headlines inside the body are.
func (n *narration) crosshead(s nlp.Range) bool {
	p := n.doc.Paragraphs[n.doc.Tokens[s.First].Paragraph]
	last := n.doc.Tokens[s.End-1].Tag
	return p == s && n.words(s) <= maxCrosshead && last != nlp.TagStop && last != nlp.TagCloseQuote && last != nlp.TagColon
}

// maxLabel bounds the name before the colon in an interview, in tokens, and
// minLabels is how many paragraphs must begin with one to make it an interview.
const (
	maxLabel  = 4
	minLabels = 3
)

// labelledParagraphs tells for each paragraph whether it begins with the name of
// one who speaks and a colon ("Question: …"); nil unless several do.
func (n *narration) labelledParagraphs() []bool {
	labelled := make([]bool, len(n.doc.Paragraphs))
	count := 0
	for i, p := range n.doc.Paragraphs {
		for k := p.First; k < min(p.End-1, p.First+maxLabel+1); k++ {
			t := &n.doc.Tokens[k]
			if k > p.First && n.doc.Form(k) == ":" {
				labelled[i] = true
				count++
			}
			if t.Shape&nlp.ShapeUpper == 0 {
				break
			}
		}
	}
	if count < minLabels {
		return nil
	}
	return labelled
}

// announces reports whether a sentence ends its paragraph with a colon: what follows is
// somebody's.
func (n *narration) announces(s nlp.Range) bool {
	return n.doc.Form(s.End-1) == ":" && n.doc.Paragraphs[n.doc.Tokens[s.First].Paragraph].End == s.End
}

// announcedParagraphs tells for each paragraph whether it follows one that ends with a
// colon, or is one of the questions that do.
func (n *narration) announcedParagraphs() []bool {
	announced := make([]bool, len(n.doc.Paragraphs))
	question := func(p nlp.Range) bool { return n.doc.Form(p.End-1) == "?" }
	for i := 1; i < len(announced); i++ {
		before := n.doc.Paragraphs[i-1]
		announced[i] = n.doc.Form(before.End-1) == ":" || announced[i-1] && question(before) && question(n.doc.Paragraphs[i])
	}
	return announced
}

// answers reports whether a sentence stands in a labelled paragraph.
func (n *narration) answers(s nlp.Range, labelled []bool) bool {
	return labelled != nil && labelled[n.doc.Tokens[s.First].Paragraph]
}

// reportingSentences tells for each sentence whether a clause of it is
// attributed, or a verb of it is the cue of an attribution.
func (n *narration) reportingSentences(content []bool) []bool {
	reports := make([]bool, len(n.doc.Sentences))
	for i := range n.doc.Tokens {
		t := &n.doc.Tokens[i]
		if content[i] && (t.Tag.IsVerb() || t.Tag == nlp.TagMD) {
			reports[t.Sentence] = true
		}
	}
	for i := range n.relations {
		rel := &n.relations[i]
		if len(rel.Cue) == 0 || !attribution.IsCue(rel.Lemma) || n.mereDeed(rel) {
			continue
		}
		for k := rel.Cue[0].First; k < rel.Cue[len(rel.Cue)-1].End; k++ {
			if t := &n.doc.Tokens[k]; t.Lemma == rel.Lemma && !t.Tag.IsNoun() {
				reports[t.Sentence] = true
			}
		}
	}
	return reports
}

// mereDeed reports whether a cue may well be no telling at all: its verb has another
// sense, and what it governs is a thing rather than a clause or words in quotation
// marks ("found a wallet", "called 911", "added three helicopters").
func (n *narration) mereDeed(rel *attribution.Relation) bool {
	switch rel.Lemma {
	case "find", "add", "show", "charge", "read", "write", "share", "compare", "call":
	default:
		return false
	}
	if verb := n.cueVerb(rel); verb >= 0 && n.passive(verb) {
		return false
	}
	for _, r := range rel.Content {
		for k := r.First; k < r.End; k++ {
			if t := &n.doc.Tokens[k]; t.Quote >= 0 || t.Tag.IsVerb() || t.Tag == nlp.TagMD || t.Tag == nlp.TagPRP || t.Tag == nlp.TagJJ && k+1 == r.End || rel.Lemma == "show" && t.Tag == nlp.TagCD {
				return false
			}
		}
	}
	return rel.Lemma != "call" || n.calls(rel)
}

// calls reports whether "call" means a telephone, help or a gathering.
func (n *narration) calls(rel *attribution.Relation) bool {
	next := rel.Cue[len(rel.Cue)-1].End
	if next >= len(n.doc.Tokens) || len(rel.Content) == 0 {
		return false
	}
	switch n.lower(next) {
	case "in", "off", "out", "up", "back", "911", "police", "his", "her", "him", "them", "999", "112":
		return true
	}
	last := n.doc.Tokens[rel.Content[0].End-1].Lower
	return last == "conference" || last == "meeting" || last == "election" || last == "strike"
}

// mostlyQuoted reports whether half of the words of r or more stand in quotation
// marks.
func (n *narration) mostlyQuoted(r nlp.Range) bool {
	words, quoted := 0, 0
	for i := r.First; i < r.End; i++ {
		if t := &n.doc.Tokens[i]; t.Shape&nlp.ShapePunct == 0 {
			words++
			if t.Quote >= 0 {
				quoted++
			}
		}
	}
	return quoted*2 >= words
}

// words counts the words of r, marks aside.
func (n *narration) words(r nlp.Range) int {
	k := 0
	for i := r.First; i < r.End; i++ {
		if n.doc.Tokens[i].Shape&nlp.ShapePunct == 0 {
			k++
		}
	}
	return k
}

// findScareQuotes lists the short quotations that have no source.
func (n *narration) findScareQuotes(content []bool) {
	n.reading.ScareQuotes = n.spans(attribution.ScareQuotes(n.doc, content))
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
