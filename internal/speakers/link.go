package speakers

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// roleTime is how many days may lie between an article that calls a person by a
// role and one that has the role alone.
const roleTime = 90

// Sighting is someone in one article who has a role and no name: "the Veskarian
// foreign minister".
type Sighting struct {
	ID           int64
	Name         string // the words
	Role         string
	Organisation string
	Days         Period // of the article
}

// Directory tells who had a role, and when. It is not changed once made.
type Directory struct {
	holders map[string][]holder // by office
}

// holder is a person who had an office.
type holder struct {
	speaker int64
	name    string
	days    Period
}

// NewDirectory makes a directory of the roles of persons. group gives the name
// that stands for all that mean the same speaker.
func NewDirectory(candidates []Candidate, group func(id int64) int64) *Directory {
	d := &Directory{holders: map[string][]holder{}}
	names := map[int64]string{}
	for i := range candidates {
		names[candidates[i].ID] = candidates[i].Name
	}
	for i := range candidates {
		c := &candidates[i]
		if c.Kind != "person" || oddity(c.Name) != "" {
			continue
		}
		for _, r := range c.Roles {
			if key := officeKey(r.Title, r.Organisation); key != "" {
				speaker := group(c.ID)
				d.add(key, holder{speaker, names[speaker], r.Days})
			}
		}
	}
	return d
}

func (d *Directory) add(key string, h holder) {
	all := d.holders[key]
	if i := slices.IndexFunc(all, func(o holder) bool { return o.speaker == h.speaker }); i >= 0 {
		all[i].days = all[i].days.with(h.days)
		return
	}
	d.holders[key] = append(all, h)
}

// Link returns the speaker whom a sighting means: the only one who has been called
// by just this role in articles of about the same time. ok is false if there is
// none, or more than one.
func (d *Directory) Link(s Sighting) (decision Decision, ok bool) {
	var meant []holder
	for _, h := range d.holders[officeKey(s.Role, s.Organisation)] {
		if h.days.near(s.Days, roleTime) {
			meant = append(meant, h)
		}
	}
	if len(meant) != 1 {
		return Decision{}, false
	}
	of := ""
	if s.Organisation != "" {
		of = " of “" + s.Organisation + "”"
	}
	return Decision{true, s.ID, meant[0].speaker, "role",
		fmt.Sprintf("in articles of these months only “%s” is called “%s”%s", meant[0].name, strings.TrimSpace(s.Role), of)}, true
}

// officeKey names an office, as long as there can be only one who has it: the role
// says of what, in a word with a capital or by a body. It is empty otherwise.
func officeKey(role, organisation string) string {
	o := officeOf(role, organisation)
	if len(o.words) == 0 || o.body == "" && !hasProper(role) {
		return ""
	}
	if i := slices.IndexFunc(o.words, func(w string) bool { return one[w] }); i < 0 {
		return ""
	}
	return strings.Join(o.words, " ") + "|" + o.body
}

// one are offices that only one person has at a time, if it is said of what.
var one = words("president minister premier chancellor king queen emperor pope mayor governor speaker secretary ambassador director chief " +
	"chairman chairwoman chairperson chair ceo executive leader head commissioner commander treasurer prosecutor attorney general rector dean principal archbishop bishop patriarch coach")

// hasProper reports whether a role names a place or a body: it has a word with a
// capital that is no word of an office.
func hasProper(role string) bool {
	return slices.ContainsFunc(strings.Fields(role), func(w string) bool {
		r, _ := utf8.DecodeRuneInString(w)
		return unicode.IsUpper(r) && !titleWords()[foldPart(w)]
	})
}
