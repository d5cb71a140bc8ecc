package hearsay

import (
	"strings"

	"hearsay/internal/nlp"
)

// nameAll fills in what the text says of each speaker.
func (x *speakerIndex) nameAll() {
	for i := range x.entries {
		x.nameEntry(i)
	}
}

// nameEntry fills in speaker number i.
func (x *speakerIndex) nameEntry(i int) {
	e, s := &x.entries[i], &x.n.reading.Speakers[i]
	if e.cluster >= 0 {
		x.fromCluster(e, s)
		return
	}
	s.Name = x.n.doc.Slice(x.longest(e.phrases))
	if s.Kind = x.kind(e.head, nlp.NoKind); e.several {
		s.Kind = "group"
	}
	for _, r := range e.phrases {
		s.Mentions = append(s.Mentions, x.span(r))
	}
	role, of := x.n.doc.RoleAt(e.head)
	x.setRole(e, s, role, of)
}

// longest returns the longest of some ranges, the first of several; those of the
// headline count only if there is no other.
func (x *speakerIndex) longest(ranges []nlp.Range) nlp.Range {
	best := ranges[0]
	for _, r := range ranges[1:] {
		if old := x.inHeadline(best.First); old == x.inHeadline(r.First) && r.Len() > best.Len() || old && !x.inHeadline(r.First) {
			best = r
		}
	}
	return best
}

func (x *speakerIndex) span(r nlp.Range) Span {
	start, end := x.n.doc.Bytes(r)
	return Span{start, end}
}

// fromCluster fills in a speaker that is a cluster.
func (x *speakerIndex) fromCluster(e *speakerEntry, s *Speaker) {
	cluster := &x.n.doc.Clusters[e.cluster]
	for _, m := range cluster.Mentions {
		s.Mentions = append(s.Mentions, x.span(m.Range))
	}
	s.Name = cluster.Name
	named := x.firstName[e.cluster]
	if named >= 0 {
		if s.Kind = "organisation"; cluster.Kind == nlp.Person {
			s.Kind = "person"
		}
	} else {
		if own := x.longest(e.phrases); own.Len() > 0 && (own.Len() > len(strings.Fields(s.Name)) || x.n.doc.Tokens[e.head].Tag.IsPronoun()) && !x.pronounOnly(own) {
			s.Name = x.n.doc.Slice(own)
		}
		s.Kind = x.unnamedKind(e, cluster)
	}
	if cluster.Kind == nlp.Person {
		x.findRole(e, s, cluster)
	}
}

// findRole sets the role of a person to the first that the report states with the
// name, else to the first that it calls him by, else to that of the headline.
func (x *speakerIndex) findRole(e *speakerEntry, s *Speaker, cluster *nlp.Cluster) {
	x.roleIn(e, s, cluster, nlp.NameMention, x.n.doc.RoleOf)
	x.roleIn(e, s, cluster, nlp.NominalMention, func(m nlp.Mention) (role, of nlp.Range) { return x.n.doc.RoleAt(m.Head) })
	if role, of := x.n.doc.RoleAt(cluster.Mentions[0].Head); cluster.Mentions[0].Type == nlp.NominalMention {
		x.setRole(e, s, role, of)
	}
}

// roleIn sets the role from the mentions of a type in the report.
func (x *speakerIndex) roleIn(e *speakerEntry, s *Speaker, cluster *nlp.Cluster, kind nlp.MentionType, state func(nlp.Mention) (role, of nlp.Range)) {
	for _, m := range cluster.Mentions {
		if s.Role != "" && s.Organisation != "" {
			return
		}
		if m.Type == kind && !x.inHeadline(m.Head) {
			role, of := state(m)
			x.setRole(e, s, role, of)
		}
	}
}

// inHeadline reports whether a token stands in the article's headline.
func (x *speakerIndex) inHeadline(token int) bool {
	return int(x.n.doc.Tokens[token].Start) < x.headlineEnd
}

func (x *speakerIndex) pronounOnly(r nlp.Range) bool {
	return r.Len() == 1 && x.n.doc.Tokens[r.First].Tag.IsPronoun()
}

// setRole sets the role and the organisation of s, which e is about, where they
// are still empty and the ranges are not.
func (x *speakerIndex) setRole(e *speakerEntry, s *Speaker, role, of nlp.Range) {
	if s.Role == "" && role.Len() > 0 {
		s.Role = oneLine(x.n.doc.Slice(role))
	}
	if s.Organisation != "" || of.Len() <= 0 {
		return
	}
	if name, head := x.organisation(of); name != "" {
		s.Organisation, e.body = name, head
	} else if c, ok := x.clusterAt(of.End - 1); ok && x.isNamed(c) && e.country < 0 && ofCountry(officeNoun(s.Role)) {
		e.country = of.End - 1
	}
}

// ofCountry reports whether an office, given by its noun, is one that a country
// has.
func ofCountry(noun string) bool {
	switch noun {
	case "ambassador", "envoy", "consul", "counsellor", "president", "premier", "minister", "king", "queen", "emir", "chancellor", "delegate", "representative":
		return true
	}
	return false
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// organisation returns the name of the body that a phrase means and the token
// that stands for it; the name is empty if it means a person or a place.
func (x *speakerIndex) organisation(of nlp.Range) (name string, head int) {
	d := x.n.doc
	if of.Len() <= 0 {
		return "", -1
	}
	head = of.End - 1
	for head > of.First && !d.Tokens[head].Tag.IsNoun() && d.Tokens[head].Entity < 0 {
		head--
	}
	if c, ok := x.clusterAt(head); ok && d.Clusters[c].Kind == nlp.Organisation {
		return oneLine(d.Clusters[c].Name), head
	} else if !ok && d.IsBody(head) {
		return oneLine(d.Slice(of)), head
	}
	return "", -1
}

// unnamedKind returns the kind of a cluster that the text does not name.
func (x *speakerIndex) unnamedKind(e *speakerEntry, cluster *nlp.Cluster) string {
	head := cluster.Mentions[0].Head
	for _, m := range cluster.Mentions {
		if m.Type == nlp.NominalMention {
			head = m.Head
			break
		}
	}
	switch {
	case cluster.Kind == nlp.Person && !x.n.doc.Tokens[head].Tag.IsPronoun():
		return "unnamed"
	case cluster.Gender == nlp.Plural && !x.n.doc.IsDocument(head):
		return "group"
	}
	return x.kind(head, cluster.Kind)
}

// kind returns the kind of a speaker whose noun, name or pronoun is at token head
// and whose cluster, if it has one, is of a kind.
func (x *speakerIndex) kind(head int, kind nlp.Kind) string {
	d := x.n.doc
	switch {
	case kind == nlp.Person:
		return "person"
	case kind == nlp.Organisation || kind == nlp.Place:
		return "organisation"
	case d.IsDocument(head):
		return "document"
	case d.IsGroup(head):
		return "group"
	case d.IsBody(head):
		return "organisation"
	}
	switch t := &d.Tokens[head]; t.Lower {
	case "he", "she", "i", "him", "her", "me":
		return "person"
	case "they", "we", "them", "us", "some", "few", "fewer", "many", "most", "several", "both", "all", "others", "everyone", "everybody":
		return "group"
	case "one":
	default:
		if t.Tag == nlp.TagCD { // "seven of them"
			return "group"
		}
	}
	return "unnamed"
}

// withoutArticle returns a phrase without "the", "a" or "an" before it.
func withoutArticle(s string) string {
	for _, article := range []string{"the ", "The ", "a ", "A ", "an ", "An ", "THE ", "A "} {
		if rest, ok := strings.CutPrefix(s, article); ok {
			return rest
		}
	}
	return s
}
