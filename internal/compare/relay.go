package compare

import (
	"slices"
	"strings"
)

// Relays
//
// A statement comes to a reader through others: the minister told the ministry,
// the ministry an agency, the agency a paper. Each appearance has a path from the
// speaker to its outlet: the chain that the article itself gives, the agency it
// credits, and, where its article prints another one's text, the path of that
// one. The paths are laid together to a tree. It says only what the articles of
// the set say or show: that nobody stands between two names means that nobody is
// known.

// Relay is a speaker, somebody who hands the statement on, or an outlet.
type Relay struct {
	Name       string
	Statements []*Statement // published under this name, in order of time; nil for who is only named
	Children   []*Relay     // whom it was handed on to, those that were first first
}

// relay builds the tree of a family. Its root is the speaker.
func (s *Set) relay(f *Family) *Relay {
	root := &Relay{Name: speakerName(f)}
	for _, st := range f.Statements {
		node := root
		for _, name := range s.path(f, st, 0)[1:] {
			node = node.child(name)
		}
		node.Statements = append(node.Statements, st)
	}
	return root
}

// speakerName returns the name of the family's speaker: that of the earliest
// wording with one, as fully as any wording has it.
func speakerName(f *Family) string {
	best := ""
	for _, st := range f.Statements {
		if st.Speaker.Name != "" {
			best = st.Speaker.Name
			break
		}
	}
	for _, st := range f.Statements {
		if st.name.person && relate(st.name, nameOf(Speaker{Name: best})) == Same && len(st.name.proper) > len(nameOf(Speaker{Name: best}).proper) {
			best = st.Speaker.Name
		}
	}
	if best == "" {
		return "nobody named"
	}
	return best
}

// child returns the child with a name, made if there is none yet.
func (r *Relay) child(name string) *Relay {
	if sameSource(r.Name, name) {
		return r
	}
	for _, c := range r.Children {
		if sameSource(c.Name, name) {
			if len(name) > len(c.Name) && !strings.HasPrefix(c.Name, "Ministry") {
				c.Name = name
			}
			return c
		}
	}
	c := &Relay{Name: name}
	r.Children = append(r.Children, c)
	return c
}

// sameSource reports whether two names of those who hand on are one.
func sameSource(a, b string) bool {
	return sameName(a, b) || Relate(Speaker{Name: a, Kind: "organisation"}, Speaker{Name: b, Kind: "organisation"}) == Same
}

// maxPath bounds the length of a path.
const maxPath = 8

// path returns the names from the speaker to the outlet of a statement.
func (s *Set) path(f *Family, st *Statement, depth int) []string {
	outlet := st.Outlet()
	if c := s.copies[st.Article]; c.Kind == "copy" || c.Kind == "edit" {
		if from := s.printed(f, st, c); from != nil && depth < maxPath {
			return withName(s.path(f, from, depth+1), outlet)
		}
	}
	path := []string{speakerName(f)}
	if st.name.body && relate(st.name, nameOf(Speaker{Name: path[0]})) != Same {
		path = withName(path, st.Speaker.Name) // the article has the words from a body, not from the person
	}
	for _, name := range relaysOf(st) {
		path = withName(path, name)
	}
	if c := st.Article.Credit; c != "" {
		path = withName(path, c)
	}
	return withName(path, outlet)
}

// printed returns the statement of the family, in the article that st's article
// prints, which has the words of st; nil for none.
func (s *Set) printed(f *Family, st *Statement, c Copy) *Statement {
	for _, o := range f.Statements {
		if o.Article == s.Articles[c.Of] && (c.Kind == "copy" || sameWords(spoken(o), spoken(st))) {
			return o
		}
	}
	return nil
}

// relaysOf returns whom the article names between speaker and outlet, the
// speaker's side first.
func relaysOf(st *Statement) []string {
	if st.OwnVoice() {
		return nil
	}
	chain := slices.Clone(st.Attribution.Chain)
	slices.Reverse(chain)
	var out []string
	for i, name := range chain {
		if i == 0 && (relate(nameOf(Speaker{Name: name}), st.name) == Same) || sameName(name, st.Outlet()) {
			continue
		}
		out = append(out, oneLine(name))
	}
	return out
}

// withName appends a name to a path unless it ends in it, or the path holds it
// already: nobody hands on to himself.
func withName(path []string, name string) []string {
	if slices.ContainsFunc(path, func(p string) bool { return sameSource(p, name) }) {
		return path
	}
	return append(path, name)
}
