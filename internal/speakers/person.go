package speakers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// How near articles have to be, in days, for a name to be that of one whom others
// wrote about at the time.
const (
	sameStory = 7  // a family name alone
	sameTime  = 60 // names that agree but for a form
)

// persons runs the rules for persons. Only names whose families are spelled alike
// are compared.
func (d *decider) persons(groups []*group) {
	blocks := map[string][]*group{}
	for _, g := range groups {
		blocks[g.name.key] = append(blocks[g.name.key], g)
	}
	for _, key := range slices.Sorted(maps.Keys(blocks)) {
		block := blocks[key]
		if len(block) < 2 {
			continue
		}
		slices.SortStableFunc(block, fullest)
		d.sameName(block)
		d.middleNames(standing(block))
		d.givenNames(standing(block))
		d.surnames(standing(block))
	}
}

// standing returns the groups that are part of no other.
func standing(block []*group) []*group {
	var left []*group
	for _, g := range block {
		if g.into == nil {
			left = append(left, g)
		}
	}
	return left
}

// sameName joins names that are equal apart from titles.
func (d *decider) sameName(block []*group) {
	first := map[string]*group{}
	for _, g := range block {
		if len(g.name.given) == 0 {
			continue // "Minister Poe" and "Mayor Poe" may be two
		}
		key := strings.Join(g.name.given, " ") + "|" + g.name.family + "|" + g.name.suffix
		if into := first[key]; into != nil {
			d.join(g, into, "title", fmt.Sprintf("%s is %s but for titles", g.quoted(), into.quoted()))
		} else {
			first[key] = g
		}
	}
}

// middleNames joins a name with the one that has a middle name more: "Ann Poe" is
// "Ann B. Poe" as long as there is no "Ann C. Poe".
func (d *decider) middleNames(block []*group) {
	for i, g := range block {
		if !g.name.full() {
			continue
		}
		var fuller []*group
		for _, h := range block[:i] {
			if h.into == nil && g.name.family == h.name.family && g.name.given[0] == firstGiven(h) && middlesFit(g.name.given[1:], h.name.given[1:]) {
				fuller = append(fuller, h)
			}
		}
		if len(fuller) == 0 {
			continue
		}
		switch into := fuller[0]; {
		case !allOne(fuller):
			d.ambiguous(g, fuller)
		case g.name.suffix != into.name.suffix && bestBond(g, into) < strong:
			d.hint(g, into, "similar", fmt.Sprintf("%s may be %s, or father or son", g.quoted(), into.quoted()))
		default:
			d.join(g, into, "middle name", fmt.Sprintf("%s is the only name that %s could be short for", into.quoted(), g.quoted()))
		}
	}
}

func firstGiven(g *group) string {
	if len(g.name.given) == 0 {
		return ""
	}
	return g.name.given[0]
}

func bestBond(a, b *group) bond {
	found, _ := bondOf(a, b)
	return found
}

// middlesFit reports whether the middle names begin as others do, so that nothing
// speaks against one person: "B." and "Beatrice Clare" do, "W." and "H. W." do
// not.
func middlesFit(few, many []string) bool {
	if len(few) > len(many) {
		return false
	}
	for i, m := range few {
		if alike(m, many[i]) < abbreviated {
			return false
		}
	}
	return true
}

// allOne reports whether names with given names can all be one person's.
func allOne(groups []*group) bool {
	for i, a := range groups {
		for _, b := range groups[i+1:] {
			if !middlesFit(a.name.given[1:], b.name.given[1:]) && !middlesFit(b.name.given[1:], a.name.given[1:]) {
				return false
			}
		}
	}
	return true
}

// givenNames joins names whose given names are forms of one, or spelled in another
// way, where roles say the same.
func (d *decider) givenNames(block []*group) {
	for i, g := range block {
		if len(g.name.given) == 0 {
			continue
		}
		var fuller []*group
		for _, h := range block[:i] {
			if h.into == nil && len(h.name.given) > 0 && d.formOf(g, h) > different {
				fuller = append(fuller, h)
			}
		}
		if len(fuller) == 0 {
			continue
		}
		if len(fuller) > 1 {
			d.ambiguous(g, fuller)
			continue
		}
		d.form(g, fuller[0])
	}
}

// formOf says how the given names of two groups are alike, if both can be one
// person's.
func (d *decider) formOf(g, h *group) likeness {
	a := different
	if x, y := g.name.given[0], h.name.given[0]; g.name.first == h.name.first || x[0] == y[0] || len(givenForms()[x]) > 0 {
		a = alike(x, y)
	}
	if a == different || g.name.suffix != h.name.suffix || !middlesFit(g.name.given[1:], h.name.given[1:]) && !middlesFit(h.name.given[1:], g.name.given[1:]) {
		return different
	}
	if a == same && g.name.family == h.name.family {
		return different // the rules before have looked at them
	}
	return a
}

// form joins two names that agree but for a form, if anything else says so.
func (d *decider) form(g, h *group) {
	rule, what := "given name", "the given names are forms of one"
	switch {
	case g.name.family != h.name.family, g.name.first == h.name.first:
		rule, what = "spelling", "the names are spelled in two ways"
	case alike(g.name.given[0], h.name.given[0]) == abbreviated:
		what = "the one has the initial of the other"
	}
	found, how := bondOf(g, h)
	near := g.days.near(h.days, sameTime)
	switch {
	case found == strong:
		d.join(g, h, rule, fmt.Sprintf("%s is %s: %s, and %s", g.quoted(), h.quoted(), what, how))
	case near && (found == weak || found == silent && rule == "spelling"):
		d.join(g, h, rule, fmt.Sprintf("%s is %s: %s, and articles of the same weeks name both", g.quoted(), h.quoted(), what))
	case found != against:
		d.hint(g, h, "similar", fmt.Sprintf("%s may be %s: %s, and nothing else says so", g.quoted(), h.quoted(), what))
	}
}

// surnames joins a family name alone with the one person who has it.
func (d *decider) surnames(block []*group) {
	var full []*group
	for _, g := range block {
		if len(g.name.given) > 0 {
			full = append(full, g)
		}
	}
	for _, g := range block {
		if len(g.name.given) > 0 || len(full) == 0 {
			continue
		}
		meant := full
		if exact := withFamily(full, g.name.family); len(exact) > 0 {
			meant = exact
		}
		if len(meant) == 1 {
			d.surname(g, meant[0])
			continue
		}
		if fit := agreeing(g, meant); len(fit) == 1 {
			_, how := bondOf(g, fit[0])
			d.join(g, fit[0], "surname", fmt.Sprintf("of those of this name only %s fits %s: %s", fit[0].quoted(), g.quoted(), how))
			continue
		}
		d.ambiguous(g, meant)
	}
}

func withFamily(groups []*group, family string) []*group {
	var found []*group
	for _, g := range groups {
		if g.name.family == family {
			found = append(found, g)
		}
	}
	return found
}

// agreeing returns the groups whose roles agree with those of g, if all others
// have roles that do not.
func agreeing(g *group, groups []*group) []*group {
	var fit []*group
	for _, h := range groups {
		switch found, _ := bondOf(g, h); found {
		case silent:
			return nil
		case weak, strong:
			fit = append(fit, h)
		}
	}
	return fit
}

// surname joins a family name with the only person who has it, if roles agree or
// articles of the same days name both.
func (d *decider) surname(g, h *group) {
	found, how := bondOf(g, h)
	exact := g.name.family == h.name.family
	addressed := slices.ContainsFunc(g.name.titles, func(t string) bool { return t == "mr" || t == "mrs" || t == "ms" || t == "miss" })
	switch {
	case found == strong, found == weak && exact:
		d.join(g, h, "surname", fmt.Sprintf("%s is the only person of the name of %s, and %s", h.quoted(), g.quoted(), how))
	case found == silent && exact && !addressed && g.days.near(h.days, sameStory):
		d.join(g, h, "surname", fmt.Sprintf("%s is the only person of the name of %s, and articles of the same days name both", h.quoted(), g.quoted()))
	default:
		d.hint(g, h, "similar", fmt.Sprintf("%s may be %s, and neither role nor time says so", g.quoted(), h.quoted()))
	}
}

// ambiguous notes that a name could be that of several.
func (d *decider) ambiguous(g *group, meant []*group) {
	const shown = 3
	var all []string
	for _, h := range meant[:min(shown, len(meant))] {
		all = append(all, h.quoted())
	}
	list := strings.Join(all, " or ")
	if n := len(meant) - shown; n > 0 {
		list += fmt.Sprintf(" or %d others", n)
	}
	d.hint(g, meant[0], "ambiguous", fmt.Sprintf("%s may be %s", g.quoted(), list))
}
