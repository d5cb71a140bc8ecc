package speakers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Candidate is a name in the ledger, with what all articles say of who has it.
type Candidate struct {
	ID       int64
	Name     string // as it stands in the text
	Kind     string // person, organisation, group, document, unnamed
	Articles int    // that name it
	Days     Period // of these articles
	Roles    []Role
	Stated   []string // acronyms that some article gives for it: "… of Inquiry (FBI)"
	Group    int64    // names that people have joined share a number other than 0
}

// Decision is what comes of comparing two names.
type Decision struct {
	Join       bool  // they mean one speaker; else people should look at them
	From, Into int64 // names; Into is the one that says more
	Rule       string
	Reason     string // a sentence for people
}

// Rules are the names of the rules, with what each says.
func Rules() []struct{ Name, About string } {
	return []struct{ Name, About string }{
		{"title", "the names are the same but for titles before them and the dots of initials"},
		{"middle name", "the one has a middle name or initial more, and it fits only this other"},
		{"given name", "the given names are forms of one, or one is the other's initial, the family names agree, and so do the roles"},
		{"spelling", "the names are spelled alike when they come from another script, and the roles agree"},
		{"surname", "the one is a family name that only this person has, and roles or days agree"},
		{"word order", "the Ministry of X is the X Ministry"},
		{"acronym", "a text gives the acronym after the name"},
		{"role", "a role that only this person had at the time"},
		{"lookalike", "never joined: the name looks like another and has other letters"},
		{"ambiguous", "never joined: more than one is meant by such a name"},
		{"similar", "never joined: the names may be one, and nothing else says so"},
	}
}

// Decide compares names and returns what follows from the rules, in a fixed
// order. apart tells which pairs people have set apart: they never come to be
// in one group.
func Decide(candidates []Candidate, apart func(a, b int64) bool) []Decision {
	d := decider{apart: apart}
	var persons, bodies []*group
	for i := range candidates {
		c := &candidates[i]
		d.look(c)
		switch {
		case oddity(c.Name) != "":
		case c.Kind == "person":
			if n, ok := parseName(c.Name); ok {
				persons = append(persons, newGroup(c, n))
			}
		case c.Kind == "organisation":
			bodies = append(bodies, newGroup(c, name{}))
		}
	}
	d.persons(d.joinedByPeople(persons))
	d.bodies(d.joinedByPeople(bodies))
	d.lookalikes()
	slices.SortStableFunc(d.decisions, func(a, b Decision) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Into, b.Into))
	})
	return d.decisions
}

type decider struct {
	apart     func(a, b int64) bool
	decisions []Decision
	looks     map[string][]*Candidate // by skeleton
}

// group is names that mean one speaker, as far as is known.
type group struct {
	members []*Candidate // the first says most
	name    name         // of a person: the fullest
	offices []office
	days    Period
	into    *group // the group it has become part of; nil while it stands
}

func newGroup(c *Candidate, n name) *group {
	g := &group{members: []*Candidate{c}, name: n, days: c.Days}
	for _, r := range c.Roles {
		g.addOffice(officeOf(r.Title, r.Organisation))
	}
	var titles []string
	for _, t := range n.titles {
		if !civil[t] {
			titles = append(titles, t)
		}
	}
	g.addOffice(officeOf(strings.Join(titles, " "), ""))
	return g
}

// civil are titles that are no office.
var civil = words("mr mrs ms miss mx messrs dr sir dame lord lady hon rt elder former ex")

// mostOffices bounds what is compared of one group.
const mostOffices = 40

func (g *group) addOffice(o office) {
	if len(o.words) == 0 && o.body == "" || len(g.offices) >= mostOffices {
		return
	}
	if !slices.ContainsFunc(g.offices, func(p office) bool { return p.body == o.body && slices.Equal(p.words, o.words) }) {
		g.offices = append(g.offices, o)
	}
}

// top returns the group that g is part of by now.
func (g *group) top() *group {
	for g.into != nil {
		g = g.into
	}
	return g
}

// quoted returns the name that says most.
func (g *group) quoted() string { return "“" + g.members[0].Name + "”" }

// join makes one group of two, unless people have set them apart, and notes why.
func (d *decider) join(from, into *group, rule, reason string) bool {
	from, into = from.top(), into.top()
	if from == into {
		return true
	}
	for _, a := range from.members {
		for _, b := range into.members {
			if d.apart(a.ID, b.ID) {
				return false
			}
		}
	}
	d.decisions = append(d.decisions, Decision{true, from.members[0].ID, into.members[0].ID, rule, reason})
	d.merge(from, into)
	return true
}

func (d *decider) merge(from, into *group) {
	into.members = append(into.members, from.members...)
	into.days = into.days.with(from.days)
	for _, o := range from.offices {
		into.addOffice(o)
	}
	from.into = into
}

// joinedByPeople makes groups of the names that people have joined. The fullest
// name stands for a group.
func (d *decider) joinedByPeople(groups []*group) []*group {
	slices.SortStableFunc(groups, fullest)
	first := map[int64]*group{}
	var standing []*group
	for _, g := range groups {
		number := g.members[0].Group
		if number != 0 && first[number] != nil {
			d.merge(g, first[number])
			continue
		}
		if number != 0 {
			first[number] = g
		}
		standing = append(standing, g)
	}
	return standing
}

// fullest orders groups of persons from names that say more to such as say less.
func fullest(a, b *group) int {
	return cmp.Or(
		cmp.Compare(b.name.weight(), a.name.weight()),
		cmp.Compare(b.members[0].Articles, a.members[0].Articles),
		cmp.Compare(a.members[0].ID, b.members[0].ID),
	)
}

// weight says how much of a name there is.
func (n *name) weight() int {
	w := 0
	for i, g := range n.given {
		switch {
		case i == 0 && !initial(g):
			w += 100
		case i == 0:
			w += 50
		case !initial(g):
			w += 3
		default:
			w += 2
		}
	}
	if n.suffix != "" {
		w++
	}
	return w
}

// hint notes two names that people should look at.
func (d *decider) hint(from, into *group, rule, reason string) {
	if from, into = from.top(), into.top(); from != into && !d.apart(from.members[0].ID, into.members[0].ID) {
		d.decisions = append(d.decisions, Decision{false, from.members[0].ID, into.members[0].ID, rule, reason})
	}
}

// look notes what a name looks like.
func (d *decider) look(c *Candidate) {
	if d.looks == nil {
		d.looks = map[string][]*Candidate{}
	}
	s := skeleton(c.Name)
	d.looks[s] = append(d.looks[s], c)
}

// lookalikes hints at names that look like others.
func (d *decider) lookalikes() {
	for _, alike := range d.looks {
		if len(alike) < 2 {
			continue
		}
		i := slices.IndexFunc(alike, func(c *Candidate) bool { return oddity(c.Name) == "" })
		if i < 0 {
			continue
		}
		for _, c := range alike {
			if odd := oddity(c.Name); odd != "" && !d.apart(c.ID, alike[i].ID) {
				d.decisions = append(d.decisions, Decision{false, c.ID, alike[i].ID, "lookalike",
					fmt.Sprintf("it looks like “%s”, but %s", alike[i].Name, odd)})
			}
		}
	}
}
