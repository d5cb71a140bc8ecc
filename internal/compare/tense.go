package compare

// Tense
//
// Reported speech and translation shift the tense of verbs. What tense a verb
// stands in is told by the first finite word of its group: an auxiliary up to
// three words before it, else its own form. Without a tagger a bare form may be
// anything, so it is only held against a plain past.

// verbTime is the tense of a group of verbs.
type verbTime uint8

const (
	unknownTime verbTime = iota
	bareTime             // a form without an ending and without an auxiliary
	eitherTime           // a form that is both present and past, without an auxiliary
	presentTime
	pastTime
	perfectTime
	pluperfectTime
	futureTime
	conditionalTime // would
)

// tenseShift reports whether a verb that both wordings have stands in different
// tenses.
func (d *difference) tenseShift() bool {
	for _, m := range d.al.Matches {
		if m.Level < Inflected {
			continue
		}
		x, y := timeAt(d.al.A, m.A), timeAt(d.al.B, m.B)
		switch {
		case x == y || x == unknownTime || y == unknownTime:
		case x == eitherTime || y == eitherTime:
			if max(x, y) >= perfectTime {
				return true
			}
		case x == bareTime || y == bareTime:
			if x == pastTime && d.al.A[m.A].tense == pastTense || y == pastTime && d.al.B[m.B].tense == pastTense {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// timeAt returns the tense of the verb at word i; unknownTime for an infinitive,
// what stands behind a modal of another sort, and what is no verb.
func timeAt(all []Word, i int) verbTime {
	w := &all[i]
	if w.tense == noTense && w.stem != beStem && !follows(all, i) || w.is(modal|negation) {
		return unknownTime
	}
	for k := i - 1; k >= max(0, i-3); k-- {
		aux := &all[k]
		switch {
		case aux.stem == toStem:
			return unknownTime
		case aux.is(modal):
			return modalTime(aux)
		case aux.stem == haveStem && aux.tense == pastTense:
			return pluperfectTime
		case aux.stem == haveStem && !infinitive(all, k):
			return perfectTime
		case (aux.stem == beStem || aux.stem == doStem) && (aux.tense == presentTense || aux.tense == pastTense):
			return ownTime(aux)
		case !aux.is(small) && !aux.is(negation):
			return ownTime(w)
		}
	}
	return ownTime(w)
}

// follows reports whether an auxiliary stands right before word i, a negation
// aside.
func follows(all []Word, i int) bool {
	for k := i - 1; k >= max(0, i-2); k-- {
		switch w := &all[k]; {
		case w.stem == haveStem || w.stem == beStem || w.is(modal):
			return true
		case !w.is(negation):
			return false
		}
	}
	return false
}

// infinitive reports whether "to" or a modal stands before word k.
func infinitive(all []Word, k int) bool {
	return k > 0 && (all[k-1].stem == toStem || all[k-1].is(modal))
}

// modalTime returns the tense that a modal gives.
func modalTime(w *Word) verbTime {
	switch {
	case w.is(hedge) || w.stem != willStem && w.stem != canStem:
		return unknownTime
	case w.tense == pastTense:
		return conditionalTime
	}
	return futureTime
}

// ownTime returns what the form itself tells.
func ownTime(w *Word) verbTime {
	switch w.tense {
	case presentTense:
		return presentTime
	case pastTense:
		return pastTime
	case baseForm:
		return bareTime
	case eitherTense:
		return eitherTime
	}
	return unknownTime
}

var (
	beStem   = stemOf("be")
	haveStem = stemOf("have")
	doStem   = stemOf("do")
	willStem = stemOf("will")
	canStem  = stemOf("can")
	toStem   = stemOf("to")
	thatStem = stemOf("that")
)

// stemOf returns the stem of a base form of American spelling.
func stemOf(base string) uint64 { return mix(hashBytes(bare([]byte(base)))) }
