package nlp

// Some descriptions are explained only later. A headline says "Judge rules" and
// the report names the judge; a report begins "A judge ruled on Thursday" and
// gives the name some paragraphs on. So descriptions in a headline and, at the
// beginning of the report, those of a single person or a definite body, are
// looked up once more when the whole text is known.

// leadParagraphs is how many paragraphs count as the beginning of a text, and
// maxDeferred bounds the descriptions that are looked up once more.
const (
	leadParagraphs = 5
	maxDeferred    = 64
)

// headline reports whether a token stands in a first paragraph that is no
// sentence of the report.
func (d *Doc) headline(i int) bool {
	if d.Tokens[i].Paragraph != 0 || len(d.Paragraphs) < 2 {
		return false
	}
	last := d.Paragraphs[0].End - 1
	return d.Tokens[last].Tag != TagStop && d.Paragraphs[0].Len() <= 40
}

// postpone notes that the new cluster c, described by p, may be explained later.
func (r *resolver) postpone(c int, p nounPhrase, kind roleKind) {
	t := &r.doc.Tokens[p.head()]
	head := r.doc.headline(p.head())
	if t.Paragraph >= leadParagraphs || !head && (kind == groupRole || kind == noRole) {
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
		if to := r.explained(i, from); to >= 0 && to != from {
			r.join(from, to)
		}
	}
}

// explained returns the cluster that explains the description at token i, which
// opened cluster from, or -1.
func (r *resolver) explained(i, from int) int {
	d := r.doc
	word, kind := d.role(i)
	p := d.phraseOf(i)
	headline := d.headline(i)
	best, at, several := -1, len(d.Tokens), false
	for c := range r.all {
		k := &r.all[c]
		if c == from || k.group != r.all[from].group || len(k.Mentions) == 0 || !headline && !k.named || k.Mentions[0].Head < i || !agree(k.Gender, r.all[from].Gender) {
			continue
		}
		exact := contains(k.roles, word)
		if !exact && !(headline && r.anaphorOf(k, word)) || kind.kind() != k.Kind && kind != noRole {
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
		return -1
	}
	return best
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
		if i == p.head() || !t.Tag.IsNoun() && (t.Tag != TagJJ || passingWord(t.Lower) && p.det != indefinite) {
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
