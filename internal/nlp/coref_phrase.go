package nlp

// Noun phrases. The tree is not always right about them, least of all where
// names and titles meet; their tags are nearly always. So what belongs to a noun
// is read from the tags of the words around it.

// maxPhrase bounds the words before a noun, and those of a phrase after it, that
// are looked at.
const maxPhrase = 12

// determiner is how a noun phrase begins.
type determiner uint8

const (
	bare       determiner = iota // "officials"
	definite                     // "the", "this", "both"
	indefinite                   // "a", "another"
	owned                        // "his", "Orlo's"
	counted                      // "two", "some"
)

// nounPhrase is a noun with the words before it.
type nounPhrase struct {
	Range            // from the determiner or the owner to the noun
	det   determiner //
	core  int        // first word after the determiner and the owner
	owner int        // last word of the owner, or the possessive pronoun; -1 for none
}

// head returns the token of the noun.
func (p nounPhrase) head() int { return p.End - 1 }

// phraseOf returns the phrase that ends in the noun at token i.
func (d *Doc) phraseOf(i int) nounPhrase {
	p := nounPhrase{Range: Range{i, i + 1}, core: i, owner: -1}
	for p.First > 0 && i-p.First < maxPhrase && d.Tokens[p.First-1].Sentence == d.Tokens[i].Sentence {
		t := &d.Tokens[p.First-1]
		switch {
		case t.Lower == "that" && d.Tokens[i].Tag == TagNNS: // no determiner
			return p
		case t.Tag == TagDT || t.Tag == TagPDT || t.Lower == "both" || t.Lower == "another":
			p.First--
			p.det = determinerOf(t.Lower)
			return p
		case t.Tag == TagPRPS:
			p.First--
			p.det, p.owner = owned, p.First
			return p
		case t.Tag == TagPOS && p.First >= 2:
			return d.withOwner(p)
		case !d.premodifies(p.First-1) && !d.hyphenated(p.First-1):
			return p
		}
		if t.Tag == TagCD && p.First == p.core {
			p.det = counted
		}
		p.First--
		p.core = p.First
	}
	return p
}

// hyphenated reports whether a hyphen joins token i to the word after it
// ("think-tank").
func (d *Doc) hyphenated(i int) bool {
	return i+1 < len(d.Tokens) && d.Tokens[i+1].Tag == TagHYPH && !d.Tokens[i].SpaceAfter && !d.Tokens[i+1].SpaceAfter
}

// withOwner adds the owner that ends before p in a possessive mark.
func (d *Doc) withOwner(p nounPhrase) nounPhrase {
	p.det, p.owner = owned, p.First-2
	p.First -= 2
	for p.First > 0 && p.core-p.First < maxPhrase && d.Tokens[p.First-1].Sentence == d.Tokens[p.core].Sentence {
		if t := &d.Tokens[p.First-1]; t.Tag == TagDT || t.Tag == TagPRPS {
			p.First--
			break
		}
		if !d.premodifies(p.First - 1) {
			break
		}
		p.First--
	}
	return p
}

// premodifies reports whether token i can stand between a determiner and a noun.
func (d *Doc) premodifies(i int) bool {
	t := &d.Tokens[i]
	switch t.Tag {
	case TagHYPH:
		return !t.SpaceAfter
	case TagJJ, TagJJR, TagJJS, TagCD, TagAFX:
		return !weekday(t.Lower)
	case TagVBN, TagVBG:
		if i == 0 || d.Tokens[i-1].Sentence != t.Sentence {
			return false
		}
		before := d.Tokens[i-1].Tag
		return before == TagDT || before == TagPRPS || before == TagPOS || before == TagJJ || before == TagHYPH || before == TagRB
	case TagRB:
		return i+1 < len(d.Tokens) && (d.Tokens[i+1].Tag == TagJJ || d.Tokens[i+1].Tag == TagVBN || d.Tokens[i+1].Tag == TagHYPH) && i > 0 && d.Tokens[i-1].Tag == TagDT
	}
	return t.Tag.IsNoun() && !weekday(t.Lower) || t.Lower == "&"
}

func determinerOf(lower string) determiner {
	switch lower {
	case "a", "an", "another", "one":
		return indefinite
	case "the", "this", "that", "these", "those", "both":
		return definite
	}
	return counted
}

// headsPhrase reports whether the noun at token i ends its phrase, rather than
// standing before a noun that it belongs to.
func (d *Doc) headsPhrase(i int) bool {
	if i+1 >= len(d.Tokens) || d.Tokens[i+1].Sentence != d.Tokens[i].Sentence {
		return true
	}
	next := &d.Tokens[i+1]
	switch {
	case next.Tag == TagHYPH || next.Lower == "&" || next.Lower == "general" && d.Tokens[i].Lower == "attorney":
		return false
	case next.Tag == TagPOS || weekday(next.Lower):
		return true
	}
	return !next.Tag.IsNoun() && !(next.Entity >= 0 && d.Entities[next.Entity].Kind == Person)
}

// weekday reports whether a word is the name of a day, which may stand right
// after a noun that it does not belong to ("the ministry Tuesday said").
func weekday(lower string) bool {
	switch lower {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday":
		return true
	}
	return false
}

// complementEnd returns the end of the phrases with "of", "for", "at" or "from"
// that follow right after the noun at token i ("spokesman for the ministry"); it
// is i+1 if there are none.
func (d *Doc) complementEnd(i int) int {
	end := i + 1
	for end < len(d.Tokens) && end-i < 2*maxPhrase && d.Tokens[end].Sentence == d.Tokens[i].Sentence &&
		(complementWord(d.Tokens[end].Lower) || d.Tokens[end].Lower == "to" && sentTo(d.Tokens[i].Lower)) {
		noun := d.nounAfter(end + 1)
		if noun < 0 {
			break
		}
		end = noun + 1
	}
	return end
}

func complementWord(lower string) bool {
	switch lower {
	case "of", "for", "at", "from":
		return true
	}
	return false
}

// sentTo reports whether a noun is for somebody who is so to a place, a body or a
// person.
func sentTo(lower string) bool {
	switch lower {
	case "ambassador", "envoy", "adviser", "advisor", "aide", "assistant", "emissary", "delegate", "delegation", "representative", "secretary", "observer", "consultant", "mission":
		return true
	}
	return false
}

// nounAfter returns the noun that ends the phrase beginning at token i, or -1 if
// none begins there. A possessive is part of the phrase.
func (d *Doc) nounAfter(i int) int {
	noun := -1
	for k := i; k < len(d.Tokens) && k-i < maxPhrase && d.Tokens[k].Sentence == d.Tokens[i].Sentence; k++ {
		t := &d.Tokens[k]
		switch {
		case t.Tag.IsNoun() || t.Entity >= 0 || t.Tag == TagJJ && noun < 0 && d.boundary(k+1, int(t.Sentence)) && d.bodyWord(k): // "the cooperative," tagged an adjective
			noun = k
		case t.Tag == TagDT || t.Tag == TagPRPS:
			if noun >= 0 {
				return noun
			}
		case t.Tag != TagPOS && !d.premodifies(k):
			return noun
		}
	}
	return noun
}

// bodyWord reports whether token k is a word for an organisation.
func (d *Doc) bodyWord(k int) bool {
	_, kind := d.role(k)
	return kind == organisationRole
}

// boundary reports whether a parenthesis set off by commas can end before token
// i: a mark, the end of a sentence, or a relative pronoun.
func (d *Doc) boundary(i, sentence int) bool {
	if i >= len(d.Tokens) || int(d.Tokens[i].Sentence) != sentence {
		return true
	}
	t := &d.Tokens[i]
	return t.Shape&ShapePunct != 0 && t.Tag != TagHYPH && t.Tag != TagPOS || t.Lower == "who" || t.Lower == "which" || t.Lower == "whose"
}

// appositionAt returns the noun phrase that begins at token i, right after a
// name and a comma, if it can stand in apposition to the name: its noun is a
// role, and what follows does not make it the subject of a clause.
func (r *resolver) appositionAt(i int) (nounPhrase, bool) {
	d := r.doc
	noun := d.nounAfter(i)
	if noun < 0 {
		return nounPhrase{}, false
	}
	if noun+1 < len(d.Tokens) && d.Tokens[noun+1].Lower == "daily" { // tagged an adverb
		noun++
	}
	if _, kind := d.role(noun); kind == noRole || d.Tokens[noun].Tag == TagNNS {
		return nounPhrase{}, false
	}
	end := d.complementEnd(noun)
	if sentence := int(d.Tokens[noun].Sentence); !d.boundary(end, sentence) {
		switch t := &d.Tokens[end]; {
		case t.Tag == TagRB && end+1 < len(d.Tokens) && d.finite(end+1):
			return nounPhrase{}, false
		case t.Tag == TagIN, t.Tag == TagWDT, t.Tag == TagVBG, t.Tag == TagVBN, t.Tag == TagRB, t.Tag == TagCC && r.alsoRole(end) >= 0:
		default:
			return nounPhrase{}, false
		}
	}
	return d.phraseOf(noun), true
}
