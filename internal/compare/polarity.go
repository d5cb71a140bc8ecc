package compare

import "slices"

// polarity finds hedges and negations that were lost or gained, and numbers that
// changed.
func (d *difference) polarity() {
	if clash(&d.al) > 0 {
		d.add(Numbers)
	}
	if d.isParaphrase() {
		d.paraphrased()
		return
	}
	lost, gained := d.unmatched(hedge)
	if lost {
		d.add(HedgeLost)
	}
	if gained {
		d.add(HedgeGained)
	}
	lost, gained = d.unmatched(negation)
	was, is := negated(d.full), negated(d.wording)
	if was != is { // the cue denies in one of them: so does a negation in the other
		lost, gained = lost || was && !gained, gained || is && !lost
	}
	if lost && !gained && !is {
		d.add(NegationLost)
	}
	if gained && !lost && !was && !slices.Contains(d.kinds, Spliced) {
		d.add(NegationGained)
	}
}

// negated reports whether the cue denies the content.
func negated(s *Statement) bool { return s.Attribution != nil && s.Attribution.Cue.Negated }

// paraphrased compares paraphrases as wholes: words of this sort on one side and
// none on the other. One that is much shorter leaves out more than those.
func (d *difference) paraphrased() {
	if long, short := max(countWords(d.al.A), countWords(d.al.B)), min(countWords(d.al.A), countWords(d.al.B)); long*4 > short*7 {
		return
	}
	a, b := holds(d.al.A, negation) || negated(d.full), holds(d.al.B, negation) || negated(d.wording)
	switch {
	case a && !b:
		d.add(NegationLost)
	case b && !a:
		d.add(NegationGained)
	}
	a, b = holds(d.al.A, hedge), holds(d.al.B, hedge)
	switch {
	case a && !b:
		d.add(HedgeLost)
	case b && !a:
		d.add(HedgeGained)
	}
}

func holds(all []Word, f wordFlags) bool {
	for i := range all {
		if all[i].is(f) {
			return true
		}
	}
	return false
}

// beside is how far from the words that are left a word that was trimmed off may
// stand to be missed there.
const beside = 2

// unmatched reports whether words with a flag stand in the gaps of the fullest
// wording and none in those of this one, and the other way round. At the beginning
// of the fullest wording only what stands right before the words that are left is
// missed, at its end nothing: the rest went with its part of the sentence.
func (d *difference) unmatched(f wordFlags) (lost, gained bool) {
	inA, inB := false, false
	for _, g := range d.gaps {
		fromA, toA := g.fromA, g.toA
		if g.first && g.countB == 0 {
			fromA = max(fromA, toA-beside)
		}
		if g.last && !g.first && g.countB == 0 {
			toA = fromA
		}
		lost = lost || holds(d.al.A[fromA:toA], f)
		inA = inA || holds(d.al.A[g.fromA:g.toA], f)
		inB = inB || holds(d.al.B[g.fromB:g.toB], f)
	}
	return lost && !inB, inB && !inA
}

// quotation finds words that were put into quotation marks or taken out of them.
func (d *difference) quotation(family []*Statement) {
	switch {
	case d.full.Form != "indirect" && d.wording.Form == "indirect":
		d.add(Unquoted)
	case d.wording.Form == "indirect":
	case d.full.Form == "indirect":
		d.add(Quoted)
	case d.fromIndirect(family):
		d.add(Quoted)
	}
}

// Shares of a quotation's words from which it is taken to be that of another
// wording.
const (
	isQuotation = 0.8
	clearlyMore = 0.15
)

// fromIndirect reports whether the quoted words are those of an indirect wording
// rather than those of any quotation.
func (d *difference) fromIndirect(family []*Statement) bool {
	mine := withFlag(d.wording.Words, quoted)
	var direct, indirect float32
	for _, s := range append([]*Statement{d.full}, family...) {
		if s == d.wording || s.key == d.wording.key {
			continue
		}
		theirs, best := s.Words, &indirect
		if s.Form != "indirect" {
			theirs, best = withFlag(s.Words, quoted), &direct
			if s.Article.Article.Published > d.wording.Article.Article.Published {
				continue // it may have been copied from here
			}
		}
		*best = max(*best, d.covered(mine, theirs))
	}
	return direct < isQuotation && indirect >= isQuotation && indirect >= direct+clearlyMore
}

// covered returns the share of the mass of mine that theirs has.
func (d *difference) covered(mine, theirs []Word) float32 {
	al := d.align(theirs, mine)
	_, in, _, _ := sums(&al)
	return in / max(massOf(mine), 0.1)
}

func withFlag(all []Word, f wordFlags) []Word {
	var out []Word
	for _, w := range all {
		if w.is(f) {
			out = append(out, w)
		}
	}
	return out
}

// leastSplice is the mass of words that have to come from elsewhere.
const leastSplice = 1.0

// splice finds quoted words that are not in the fullest wording but in another
// statement, in a row.
func (d *difference) splice(others []*Statement) {
	if d.wording.Form == "indirect" {
		return
	}
	_, free := d.al.free()
	var foreign []Word
	for _, j := range free {
		if d.al.B[j].is(quoted) {
			foreign = append(foreign, d.al.B[j])
		}
	}
	if massOf(foreign) < leastSplice {
		return
	}
	for _, s := range others {
		if relate(s.name, d.wording.name) == Other {
			continue
		}
		al := d.align(s.Words, foreign)
		if _, in, row, _ := sums(&al); in >= leastSplice && row >= 2 {
			d.add(Spliced)
			return
		}
	}
}

// frame finds what changed around the words: cue, speaker, addressee.
func (d *difference) frame(family []*Statement) {
	if d.wording.OwnVoice() != d.full.OwnVoice() {
		if d.wording.OwnVoice() {
			d.add(OwnVoice)
		}
		return
	}
	if d.full.OwnVoice() {
		return
	}
	a, b := d.full.Attribution.Cue.Stance, d.wording.Attribution.Cue.Stance
	if a != "" && b != "" && a != b {
		d.add(CueChanged)
	}
	if otherSpeakers(d.full.name, d.wording.name) {
		d.add(SpeakerChanged)
	}
	if otherAddressee(firstAddressee(d.full, family), d.wording.addressee()) {
		d.add(Addressed)
	}
}

// otherSpeakers reports whether two names are those of different speakers, or of
// a person and a body.
func otherSpeakers(x, y parsedName) bool {
	switch relate(x, y) {
	case Same:
		return false
	case Other, Akin:
		return true
	}
	return x.person && y.body || x.body && y.person
}

// addressee returns the addressee; "us" is the outlet.
func (s *Statement) addressee() parsedName {
	n := nameOf(s.Addressee)
	if len(n.all) == 1 && (n.all[0] == "us" || n.all[0] == "me") {
		return nameOf(Speaker{Name: s.Outlet()})
	}
	return n
}

// firstAddressee returns whom the fullest wording names, else the earliest one
// that names somebody.
func firstAddressee(full *Statement, family []*Statement) parsedName {
	if n := full.addressee(); len(n.words) > 0 {
		return n
	}
	var first *Statement
	for _, s := range family {
		if len(s.addressee().words) > 0 && (first == nil || before(s, first) < 0) {
			first = s
		}
	}
	if first == nil {
		return parsedName{}
	}
	return first.addressee()
}

// otherAddressee reports whether two addressees, both named, have no word in
// common.
func otherAddressee(x, y parsedName) bool {
	return len(x.words) > 0 && len(y.words) > 0 && relate(x, y) != Same && overlap(x.words, y.words) == 0
}
