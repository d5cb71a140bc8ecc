package nlp

// pronounWindow bounds how many mentions back the antecedent of a pronoun is
// sought, and sentenceWindow how many sentences.
const (
	pronounWindow  = 40
	sentenceWindow = 3
)

// pronounGender returns the gender of a third-person pronoun; ok is false for
// other words.
func pronounGender(lower string) (g Gender, reflexive, ok bool) {
	switch lower {
	case "he", "him", "his":
		return Male, false, true
	case "himself":
		return Male, true, true
	case "she", "her", "hers":
		return Female, false, true
	case "herself":
		return Female, true, true
	case "it", "its":
		return Neuter, false, true
	case "itself":
		return Neuter, true, true
	case "they", "them", "their", "theirs":
		return Plural, false, true
	case "themselves":
		return Plural, true, true
	}
	return UnknownGender, false, false
}

// pronoun resolves the third-person pronoun at token i, if it is one.
func (r *resolver) pronoun(i int) {
	t := &r.doc.Tokens[i]
	gender, reflexive, ok := pronounGender(t.Lower)
	if !ok || gender == Neuter && r.pleonastic(i) {
		return
	}
	best, bestScore := -1, 0
	for n := 0; n < pronounWindow && n < len(r.recent); n++ {
		c := r.recent[len(r.recent)-1-n]
		if t.Sentence-r.doc.Tokens[c.head].Sentence > sentenceWindow {
			break
		}
		if score := r.salience(i, gender, reflexive, c) - n/2; score > bestScore {
			best, bestScore = c.cluster, score
		}
	}
	if best < 0 {
		return
	}
	k := &r.all[best]
	if k.Gender == UnknownGender && (gender == Male || gender == Female) {
		k.Gender = gender
	}
	r.add(best, Mention{Range: Range{i, i + 1}, Head: i, Type: PronounMention})
}

// pleonastic reports whether the "it" at token i refers to nothing: an
// expletive, or the subject of a clause such as "it is clear that".
func (r *resolver) pleonastic(i int) bool {
	d := r.doc
	t := &d.Tokens[i]
	if t.Dep == DepExpl || t.Lower == "it" && !isSubject(t.Dep) {
		return true
	}
	if t.Lower != "it" || t.Head < 0 {
		return false
	}
	switch head := &d.Tokens[t.Head]; {
	case head.Tag == TagJJ || head.Tag.IsNoun(): // copular
		return true
	case head.Lemma == "seem" || head.Lemma == "appear" || head.Lemma == "take" || head.Lemma == "be" || head.Lemma == "turn" || head.Lemma == "come":
		return true
	case t.Dep == DepNsubjPass:
		return true
	}
	return false
}

// salience returns how well mention c serves as the antecedent of the pronoun at
// token i; 0 or less means not at all.
func (r *resolver) salience(i int, gender Gender, reflexive bool, c recentTopic) int {
	d, k := r.doc, &r.all[c.cluster]
	t, a := &d.Tokens[i], &d.Tokens[c.head]
	score := r.agreement(gender, k)
	if score == 0 {
		return 0
	}
	same := t.Sentence == a.Sentence
	switch {
	case reflexive:
		if !same || !c.subject {
			return 0
		}
	case same && t.Tag == TagPRP && a.Head >= 0 && a.Head == t.Head:
		return 0 // two arguments of one verb are two persons
	case same && t.Head == int32(c.head) && t.Dep != DepNmodPoss:
		return 0
	}
	if t.Quote >= 0 && a.Quote != t.Quote {
		if same {
			return 0 // the words around a quotation are its speaker's frame
		}
		score -= 3
	}
	if t.Quote < 0 && a.Quote >= 0 {
		score -= 4
	}
	score += 10 - 3*int(t.Sentence-a.Sentence)
	if c.subject {
		score += 4
		if isSubject(t.Dep) {
			score += 2
		}
	}
	if a.Dep == DepNmodPoss || a.Dep == DepCompound || a.Dep == DepNmod {
		score -= 2
	}
	return score + min(2, len(k.Mentions)/3)
}

// agreement returns how well a cluster agrees with a pronoun's gender and
// number; 0 means not at all.
func (r *resolver) agreement(gender Gender, k *discourse) int {
	switch gender {
	case Male, Female:
		switch {
		case k.Kind != Person:
			return 0
		case k.Gender == gender:
			return 5
		case k.Gender == UnknownGender:
			return 2
		}
	case Neuter:
		if k.Kind == Organisation {
			return 3
		}
	case Plural:
		switch {
		case k.group:
			return 4
		case k.Kind == Organisation:
			return 1
		}
	}
	return 0
}
