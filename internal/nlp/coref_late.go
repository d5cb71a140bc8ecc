package nlp

import "slices"

// Some descriptions are explained only later. A headline says "Judge rules" and
// the report names the judge; a report begins "A judge ruled on Thursday" and
// gives the name some paragraphs on. So descriptions in a headline and, at the
// beginning of the report, those of a single person or a definite body, are
// looked up once more when the whole text is known. Where nobody is called so
// later, the lead's own convention helps: "A former clerk told jurors on Tuesday …"
// is explained by the first name of the paragraphs that follow, if it stands alone
// as the subject of a sentence ("Rosalind Teague testified …").

// leadParagraphs is how many paragraphs count as the beginning of a text, and
// maxDeferred bounds the descriptions that are looked up once more.
const (
	leadParagraphs = 5
	maxDeferred    = 64
)

// headline reports whether a token stands in a first paragraph that is no
// sentence of the report, or in a line between it and the report.
func (r *resolver) headline(i int) bool {
	p := int(r.doc.Tokens[i].Paragraph)
	return p == 0 && r.doc.headed() || p > 0 && p < r.lead
}

// headed reports whether the first paragraph is a headline.
func (d *Doc) headed() bool {
	if len(d.Paragraphs) < 2 {
		return false
	}
	p := d.Paragraphs[0]
	return d.Tokens[p.End-1].Tag != TagStop && p.Len() <= 40
}

// postpone notes that the new cluster c, described by p, may be explained later.
func (r *resolver) postpone(c int, p nounPhrase, kind roleKind) {
	t := &r.doc.Tokens[p.head()]
	head := r.headline(p.head())
	if int(t.Paragraph) >= max(0, r.lead)+leadParagraphs || !head && (kind == groupRole || kind == noRole) {
		return
	}
	if len(r.deferred) < maxDeferred && (head || kind.person() || p.det == definite) {
		r.all[c].late = true
		r.deferred = append(r.deferred, p.head())
	}
}

// resolveLate joins deferred clusters to what the text calls so later.
func (r *resolver) resolveLate() {
	for _, i := range r.deferred {
		from := int(r.clusterOf[i])
		if from < 0 || !r.all[from].late || r.all[from].named {
			continue
		}
		to, several := r.explained(i, from)
		if to < 0 && !several {
			to = r.introduced(i, from)
		}
		if to >= 0 && to != from {
			r.join(from, to)
		}
	}
}

// Lead returns the index of the paragraph that the report begins with: the first
// that is a sentence or more and no headline; -1 if there is none.
func (d *Doc) Lead() int {
	const fewest = 12 // tokens
	for k, p := range d.Paragraphs {
		if d.Tokens[p.First].Shape&ShapePunct != 0 && d.Tokens[p.First].Tag != TagOpenQuote {
			continue // one of a list of points
		}
		if last := d.Tokens[p.End-1].Tag; p.Len() >= fewest && (last == TagStop || last == TagCloseQuote) && !(k == 0 && d.headed()) {
			return k
		}
	}
	return -1
}

// introduced returns the cluster of the person whose name explains the description
// at token i of the lead, which opened cluster from, by coming next; -1 if that is
// not the convention here.
func (r *resolver) introduced(i, from int) int {
	const after = 2 // paragraphs
	d := r.doc
	lead := r.lead
	k := &r.all[from]
	inLead := func(m Mention) bool {
		return int(d.Tokens[m.Head].Paragraph) == lead && m.Type == NominalMention && r.subject(m)
	}
	if k.Kind != Person || k.group || lead < 0 || !slices.ContainsFunc(k.Mentions, inLead) || r.describedFirst(lead, from) {
		return -1
	}
	best, m, at := -1, Mention{}, len(d.Tokens)
	for c := range r.all {
		o := &r.all[c]
		if o.Kind != Person || !o.named || o.nameParts < 2 && !o.sure {
			continue
		}
		if first := o.firstName(); first.Head > d.Paragraphs[lead].First && first.Head < at {
			best, m, at = c, first, first.Head
		}
	}
	if best < 0 {
		return -1
	}
	o := &r.all[best]
	if p := int(d.Tokens[at].Paragraph); p <= lead || p > lead+after || o.nameParts < 2 || d.Tokens[at].Quote >= 0 || !agree(o.Gender, k.Gender) ||
		!r.subject(m) && !d.speaks(m) || !r.sameRole(i, m) {
		return -1
	}
	return best
}

// firstName returns the first mention of k by name.
func (k *discourse) firstName() (first Mention) {
	found := false
	for _, m := range k.Mentions {
		if m.Type == NameMention && (!found || m.Head < first.Head) {
			first, found = m, true
		}
	}
	return first
}

// describedFirst reports whether the paragraph of that index describes another person
// before cluster c, as the subject of a clause.
func (r *resolver) describedFirst(paragraph, c int) bool {
	for i := r.doc.Paragraphs[paragraph].First; i < r.doc.Paragraphs[paragraph].End; i++ {
		o := int(r.clusterOf[i])
		if o < 0 || !isSubject(r.doc.Tokens[i].Dep) || r.doc.Tokens[i].Tag.IsPronoun() || r.all[o].Kind != Person {
			continue
		}
		return o != c
	}
	return false
}

// sameRole reports whether what stands with the name m does not gainsay that its
// bearer is what the noun at token i says: nothing, a word for the same, or the
// like of "Dr".
func (r *resolver) sameRole(i int, m Mention) bool {
	role, _ := r.doc.RoleOf(m)
	if role.Len() == 0 {
		return true
	}
	word, _ := r.doc.role(i)
	for k := role.First; k < role.End; k++ {
		other, kind := r.doc.role(k)
		if !kind.person() {
			continue
		}
		if other == word || contains(r.words.anaphors[other], word) || contains(r.words.anaphors[word], other) {
			return true
		}
	}
	return false
}

// explained returns the cluster that explains the description at token i, which
// opened cluster from, or -1; several is true if more than one might.
func (r *resolver) explained(i, from int) (best int, several bool) {
	d := r.doc
	word, kind := d.role(i)
	p := d.phraseOf(i)
	headline := r.headline(i)
	best, at := -1, len(d.Tokens)
	for c := range r.all {
		k := &r.all[c]
		if c == from || k.group != r.all[from].group || len(k.Mentions) == 0 || !headline && !k.named || k.Mentions[0].Head < i || !agree(k.Gender, r.all[from].Gender) {
			continue
		}
		exact := contains(k.roles, word)
		if !exact && !((headline && !k.group || kind == organisationRole) && r.anaphorOf(k, word)) || kind.kind() != k.Kind && kind != noRole {
			continue
		}
		if !r.lateFits(k, p, d.complementEnd(i), headline && !exact) {
			continue
		}
		several = several || best >= 0
		if k.Mentions[0].Head < at {
			best, at = c, k.Mentions[0].Head
		}
	}
	if several && !headline {
		return -1, true
	}
	return best, several
}

// anaphorOf reports whether word may take up something described as k is.
func (r *resolver) anaphorOf(k *discourse, word string) bool {
	for _, role := range k.roles {
		if contains(r.words.anaphors[role], word) {
			return true
		}
	}
	return false
}

// lateFits reports whether the other words of a description are known of k. If
// some is set, a description with other words needs one of them to be.
func (r *resolver) lateFits(k *discourse, p nounPhrase, end int, some bool) bool {
	known, unknown := 0, 0
	for i := p.First; i < end; i++ {
		t := &r.doc.Tokens[i]
		if r.gainsaid(k, t) {
			return false
		}
		if i == p.owner && (territory(t.Lower) || t.Lower == "city" || t.Lower == "town") { // "the province's highest court"
			continue
		}
		if i == p.head() || t.Lower == "ex" || !t.Tag.IsNoun() && (t.Tag != TagJJ || passingWord(t.Lower) && p.det != indefinite) {
			continue
		}
		if r.known(k, t) {
			known++
		} else {
			unknown++
		}
	}
	return unknown == 0 || some && known > 0
}

// join moves the mentions of cluster from to cluster to.
func (r *resolver) join(from, to int) {
	a, b := &r.all[from], &r.all[to]
	for _, m := range a.Mentions {
		r.clusterOf[m.Head] = int32(to)
	}
	b.Mentions = append(b.Mentions, a.Mentions...)
	if b.Gender == UnknownGender {
		b.Gender = a.Gender
	}
	a.Mentions, a.roles = nil, nil
}
