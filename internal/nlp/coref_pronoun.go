package nlp

// pronounWindow bounds how many mentions back the antecedent of a pronoun is
// sought, and sentenceWindow how many sentences.
const (
	pronounWindow  = 48
	sentenceWindow = 6
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

// speaks reports whether a mention is the subject of a verb of saying or
// thinking, or whom "according to" names.
func (d *Doc) speaks(m Mention) bool {
	saying := corefWords().saying
	t := &d.Tokens[d.anchor(m)]
	if isSubject(t.Dep) && t.Dep != DepNsubjPass && t.Head >= 0 && saying[d.Tokens[t.Head].Lemma] && d.Tokens[t.Head].Tag.IsVerb() {
		return true
	}
	if m.First >= 2 && d.Tokens[m.First-1].Lower == "to" && d.Tokens[m.First-2].Lower == "according" {
		return true
	}
	if first := d.frontOf(m); t.Dep != DepObj && t.Dep != DepIobj && first >= 1 && saying[d.Tokens[first-1].Lemma] && d.finite(first-1) && (first < 2 || d.Tokens[first-2].Shape&ShapePunct != 0) {
		return true // "…," said Orlo
	}
	verb := d.predicate(m)
	return verb >= 0 && saying[d.Tokens[verb].Lemma]
}

// predicate returns the verb, past its auxiliaries, that follows a mention which
// looks like its subject: right after it, or after an aside between commas. It is
// -1 if there is none.
func (d *Doc) predicate(m Mention) int {
	if d.afterPreposition(m) {
		return -1
	}
	i, sentence := m.End, d.Tokens[m.Head].Sentence
	if m.Type == NominalMention {
		i = max(i, d.complementEnd(m.Head))
	}
	in := func(i int) bool { return i < len(d.Tokens) && d.Tokens[i].Sentence == sentence }
	if in(i) && d.Tokens[i].Tag == TagComma {
		if i++; in(i) && !d.finite(i) {
			for end := i + 20; in(i) && i < end && d.Tokens[i].Tag != TagComma; i++ {
			}
			i++
		}
	}
	for end := i + 6; in(i) && i < end; i++ {
		t := &d.Tokens[i]
		switch next := i + 1; {
		case t.Tag == TagRB || t.Tag == TagMD || t.Lemma == "have" && in(next) && (d.Tokens[next].Tag == TagVBN || d.Tokens[next].Tag == TagRB):
		case t.Lemma == "be" && in(next) && (d.Tokens[next].Tag == TagVBG || d.Tokens[next].Tag == TagRB):
		case t.Tag.IsVerb() && (d.finite(i) || i > m.End):
			return i
		default:
			return -1
		}
	}
	return -1
}

// frontOf returns the first token of the words before a mention that belong to
// it: articles, titles, and whose it is.
func (d *Doc) frontOf(m Mention) int {
	first := m.First
	for first > 0 && m.First-first < maxPhrase && d.Tokens[first-1].Sentence == d.Tokens[m.Head].Sentence {
		if t := &d.Tokens[first-1]; t.Tag != TagDT && t.Tag != TagPRPS && t.Tag != TagPOS && !t.Tag.IsNoun() && !(t.Tag == TagJJ && m.Type == NameMention) {
			break
		}
		first--
	}
	return first
}

// afterPreposition reports whether a mention is the object of a preposition.
func (d *Doc) afterPreposition(m Mention) bool {
	first := d.frontOf(m)
	if first == 0 || d.Tokens[first-1].Sentence != d.Tokens[m.Head].Sentence {
		return false
	}
	if _, kind := d.role(max(0, first-2)); kind.person() && m.Type == NameMention && first < m.First {
		return false // "Secretary of State Ann Orlo"
	}
	switch d.Tokens[first-1].Lower {
	case "of", "in", "for", "at", "by", "with", "from", "on", "to", "about", "against", "between", "under", "over", "into", "through", "near", "than":
		return true
	}
	return false
}

// finite reports whether token i is a verb that can have a subject.
func (d *Doc) finite(i int) bool {
	switch d.Tokens[i].Tag {
	case TagVBD, TagVBZ, TagVBP, TagMD:
		return true
	}
	return false
}

// pronoun resolves the third-person pronoun at token i, if it is one.
func (r *resolver) pronoun(i int) {
	t := &r.doc.Tokens[i]
	gender, reflexive, ok := pronounGender(t.Lower)
	if !ok || gender == Neuter && r.pleonastic(i) {
		return
	}
	m := Mention{Range: Range{i, i + 1}, Head: i, Type: PronounMention}
	use := pronounUse{at: i, gender: gender, reflexive: reflexive, speaks: r.doc.speaks(m), quotes: -1}
	if t.Quote >= 0 {
		use.quotes = r.quoted(i)
	}
	best, bestScore := -1, 0
	for n := 0; n < pronounWindow && n < len(r.recent); n++ {
		c := r.recent[len(r.recent)-1-n]
		if r.distance(i, c.head) > sentenceWindow {
			break
		}
		if score := r.salience(&use, c) - n/2; score > bestScore {
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
	if k.Kind == Person && gender == Neuter {
		k.Kind, k.Gender = Organisation, Neuter
	}
	r.add(best, m)
}

// pronounUse is a pronoun and how it stands in its sentence.
type pronounUse struct {
	at        int
	gender    Gender
	reflexive bool
	speaks    bool // it is the subject of a verb of saying or thinking
	quotes    int  // cluster of who is quoted with it, as far as the text before shows; -1 for none
}

// quoted returns the cluster of who is quoted with token i: who speaks outside of the
// quotation in its sentence before it, or else who spoke last in its paragraph, where
// nothing after the quotation names another. It is -1 if nobody does.
func (r *resolver) quoted(i int) int {
	d, t := r.doc, &r.doc.Tokens[i]
	s := d.Sentences[t.Sentence]
	for k := d.Quotes[t.Quote].End; k < s.End; k++ {
		if o := &d.Tokens[k]; o.Quote != t.Quote && o.Shape&ShapePunct == 0 {
			return r.framed(Range{k, s.End})
		}
	}
	for n := len(r.recent) - 1; n >= max(0, len(r.recent)-pronounWindow); n-- {
		c := r.recent[n]
		o := &d.Tokens[c.head]
		if o.Paragraph != t.Paragraph {
			return -1
		}
		if c.speaks && o.Quote < 0 {
			return c.cluster
		}
	}
	return -1
}

// framed returns the cluster of the person whose family name stands in the frame
// after a quotation, or -1.
func (r *resolver) framed(frame Range) int {
	for k := frame.First; k < min(frame.End, frame.First+maxPhrase); k++ {
		t := &r.doc.Tokens[k]
		if t.Shape&ShapeUpper == 0 {
			continue
		}
		list := r.families[t.Lower]
		if len(list) == 0 {
			continue
		}
		c := list[len(list)-1]
		if before := &r.doc.Tokens[k-1]; before.Shape&ShapeUpper != 0 && before.Lower != r.all[c].given && !r.isTitle(k-1, k+1) {
			return -1 // another of the family
		}
		return c
	}
	return -1
}

// pleonastic reports whether the "it" at token i refers to nothing: an
// expletive, or the subject of a clause such as "it is clear that".
func (r *resolver) pleonastic(i int) bool {
	d := r.doc
	t := &d.Tokens[i]
	if t.Lower != "it" {
		return false
	}
	if t.Dep == DepExpl {
		return true
	}
	if r.doc.speaks(Mention{Range: Range{i, i + 1}, Head: i}) && t.Dep != DepNsubjPass {
		return false
	}
	if !isSubject(t.Dep) {
		return true
	}
	if t.Head < 0 {
		return false
	}
	switch head := &d.Tokens[t.Head]; {
	case head.Tag == TagJJ && ofMind(head.Lower):
		return false
	case head.Tag == TagJJ || head.Tag.IsNoun(): // copular
		return true
	case head.Lemma == "seem" || head.Lemma == "appear" || head.Lemma == "take" || head.Lemma == "be" || head.Lemma == "turn" || head.Lemma == "come":
		return true
	case t.Dep == DepNsubjPass:
		return true
	}
	return false
}

// ofMind reports whether an adjective says something of somebody who has a mind, or
// of a body: "it was not aware".
func ofMind(lower string) bool {
	switch lower {
	case "aware", "unaware", "ready", "willing", "unwilling", "able", "unable", "prepared", "confident", "concerned", "worried", "disappointed", "pleased",
		"satisfied", "committed", "determined", "open", "responsible", "proud", "sorry", "grateful", "convinced", "keen", "happy", "opposed", "reluctant":
		return true
	}
	return false
}

// salience returns how well mention c serves as the antecedent of a pronoun; 0
// or less means not at all.
func (r *resolver) salience(use *pronounUse, c topic) int {
	d, k := r.doc, &r.all[c.cluster]
	t, a := &d.Tokens[use.at], &d.Tokens[c.head]
	score := r.agreement(use, k, c.speaks)
	if score == 0 && use.gender == Neuter && use.speaks && c.subject && k.doubtful() && k.nameParts == 1 {
		score = 1 // "Zoef has appealed. It argues …"
	}
	if score == 0 || c.cluster == use.quotes && (use.gender == Male || use.gender == Female) || !r.apart(use, c) || r.namedLater(use, k) {
		return 0
	}
	same := t.Sentence == a.Sentence
	if t.Quote >= 0 && a.Quote != t.Quote {
		if same {
			return 0 // the words around a quotation are its speaker's frame
		}
		score -= 3
	}
	if t.Quote < 0 && a.Quote >= 0 {
		if same && use.speaks {
			return 0 // who frames a quotation does not stand in it
		}
		score -= 5
		if use.speaks {
			score -= 4 // who says something is not whom his words are about
		}
	}
	far := r.distance(use.at, c.head)
	score += 10 - 3*min(3, far) - max(0, far-3)
	if c.subject {
		score += 4
		if isSubject(t.Dep) || use.speaks {
			score += 2
		}
	}
	if c.speaks && use.speaks && t.Quote == a.Quote {
		if score += 3; far > 0 && r.mainClause(c.head) {
			score++
		}
	}
	switch {
	case far == 1 && isSubject(t.Dep) && r.ownsSubject(c.head):
		score += 2
	case a.Dep == DepNmodPoss || a.Dep == DepCompound || a.Dep == DepNmod:
		score -= 2
	}
	if far == 1 && c.subject && r.mainClause(c.head) && use.at == d.Sentences[t.Sentence].First {
		score += 2
	}
	if noun := r.relativeOf(use.at); same && noun >= 0 && r.under(c.head, r.topNoun(noun)) {
		score += 7 // "a statement by Orlo, in which she denounced"
	}
	if far == 1 && use.speaks && len(k.Mentions) == 1 && k.nameParts > 1 {
		score += 3 // who has just been introduced is about to be quoted
	}
	return score + min(2, len(k.Mentions)/3)
}

// under reports whether token i hangs on token top, at most some steps below it.
func (r *resolver) under(i, top int) bool {
	for step := 0; step < 4 && i >= 0; step++ {
		if i = int(r.doc.Tokens[i].Head); i == top {
			return true
		}
	}
	return false
}

// topNoun climbs from a noun to the noun of the whole phrase it is part of.
func (r *resolver) topNoun(i int) int {
	for range 4 {
		head := int(r.doc.Tokens[i].Head)
		if head < 0 || !r.doc.Tokens[head].Tag.IsNoun() {
			break
		}
		i = head
	}
	return i
}

// ownsSubject reports whether token i stands for the owner of the subject of a
// sentence: "the governor's term ends in March".
func (r *resolver) ownsSubject(i int) bool {
	t := &r.doc.Tokens[i]
	return t.Dep == DepNmodPoss && t.Head >= 0 && isSubject(r.doc.Tokens[t.Head].Dep) && r.mainClause(int(t.Head))
}

// mainClause reports whether the verb whose subject is token i is that of its
// whole sentence.
func (r *resolver) mainClause(i int) bool {
	head := r.doc.Tokens[i].Head
	return head >= 0 && (r.doc.Tokens[head].Dep == DepRoot || r.doc.Tokens[head].Head < 0)
}

// distance returns how many sentences token i stands after token from. Outside of
// quotations, what is quoted in between does not count.
func (r *resolver) distance(i, from int) int {
	t, a := &r.doc.Tokens[i], &r.doc.Tokens[from]
	if t.Quote < 0 && a.Quote < 0 {
		return int(r.narrated[t.Sentence] - r.narrated[a.Sentence])
	}
	return int(t.Sentence - a.Sentence)
}

// namedLater reports whether the sentence goes on to name the person k after the
// pronoun: "he said Obama hopes" is not about one man.
func (r *resolver) namedLater(use *pronounUse, k *discourse) bool {
	if k.family == "" || !use.speaks {
		return false
	}
	d := r.doc
	for i := use.at + 1; i < min(d.Sentences[d.Tokens[use.at].Sentence].End, use.at+60); i++ {
		if t := &d.Tokens[i]; t.Shape&ShapeUpper != 0 && t.Lower == k.family && t.Quote == d.Tokens[use.at].Quote {
			return true
		}
	}
	return false
}

// apart reports whether the grammar of a sentence lets the pronoun and mention c
// mean the same.
func (r *resolver) apart(use *pronounUse, c topic) bool {
	t, a := &r.doc.Tokens[use.at], &r.doc.Tokens[c.head]
	same := t.Sentence == a.Sentence
	switch {
	case use.reflexive:
		return same && c.subject
	case same && t.Tag == TagPRP && a.Head >= 0 && a.Head == t.Head:
		return false // two arguments of one verb are two persons
	case same && t.Head == int32(c.head) && t.Dep != DepNmodPoss:
		return false
	case same && t.Tag == TagPRP && r.relativeOf(use.at) == c.head:
		return false // "the paper maker, which it described"
	}
	return true
}

// relativeOf returns the noun that the relative clause whose subject or object is
// token i belongs to, or -1.
func (r *resolver) relativeOf(i int) int {
	verb := r.doc.Tokens[i].Head
	if verb < 0 || r.doc.Tokens[verb].Dep != DepAclRelcl {
		return -1
	}
	return int(r.doc.Tokens[verb].Head)
}

// agreement returns how well a cluster agrees with a pronoun's gender and
// number; 0 means not at all. A thing that has no person's role may be one if it
// speaks.
func (r *resolver) agreement(use *pronounUse, k *discourse, speaker bool) int {
	switch use.gender {
	case Male, Female:
		switch {
		case k.Gender == use.gender && k.Kind == Person:
			return 4
		case k.Gender != UnknownGender || k.Kind != Person && k.Kind != NoKind || k.group:
			return 0
		case k.Kind == Person && (k.sure || !k.named || speaker):
			return 3
		case k.Kind == Person || speaker:
			return -3
		}
	case Neuter:
		switch {
		case k.Kind == Organisation:
			return 3
		case k.Kind == Person || k.group || k.Kind == Place && use.speaks && !speaker:
			return 0
		case k.Kind == Place:
			return 2
		case k.document:
			return 2
		case k.Kind == NoKind && use.speaks && !speaker:
			return 0
		case k.Gender == Neuter || k.Gender == UnknownGender:
			return 1
		}
	case Plural:
		switch {
		case k.group && (k.people || speaker || !use.speaks):
			return 4
		case k.group:
			return 1
		case k.Kind == Organisation:
			return 1
		}
	}
	return 0
}
