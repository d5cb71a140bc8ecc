package store

import (
	"cmp"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"sync"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/query"
)

// groups are the speakers that have more than one name, or an alias: what a search for a
// name has to know besides the words that the index has of each row. They are read
// anew when a change has been made.
type groups struct {
	mu     sync.Mutex
	change int64 // the last one they know of
	*grouping
}

// grouping is the groups as of one change. It does not change.
type grouping struct {
	names   []groupName
	members map[int64][]int64 // names by the one that stands for them
	top     map[int64]int64   // the other way round
}

type groupName struct {
	words []string
	top   int64
}

// upTo returns the groups that a snapshot can see, or such as came later.
func (g *groups) upTo(s *snapshot) (*grouping, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	last, _, err := s.number("SELECT max(id) FROM speaker_changes")
	if err != nil || g.grouping != nil && last <= g.change {
		return g.grouping, err
	}
	read, err := newGrouping(s)
	if err != nil {
		return nil, err
	}
	g.grouping, g.change = read, last
	return read, nil
}

// newGrouping reads names that are another's, then aliases, then the names that both
// belong to.
func newGrouping(s *snapshot) (*grouping, error) {
	g := &grouping{members: map[int64][]int64{}, top: map[int64]int64{}}
	add := func(id int64, folded string, top int64) {
		g.names = append(g.names, groupName{strings.Fields(folded), top})
		g.members[top] = append(g.members[top], id)
		g.top[id] = top
	}
	err := s.fetch("SELECT id, folded, same_as FROM speakers WHERE same_as > 0", nil, func(rows *sql.Rows) error {
		var id, top int64
		var folded string
		err := rows.Scan(&id, &folded, &top)
		add(id, folded, top)
		return err
	})
	if err != nil {
		return nil, err
	}
	alone := map[int64]bool{}
	for top := range g.members {
		alone[top] = true
	}
	err = s.fetch("SELECT speaker_id, value FROM speaker_facts WHERE kind = 'alias' AND undone_by IS NULL ORDER BY speaker_id", nil, func(rows *sql.Rows) error {
		var id int64
		var folded string
		err := rows.Scan(&id, &folded)
		top, ok := g.top[id]
		if !ok {
			top = id
			alone[id] = true
		}
		g.names = append(g.names, groupName{strings.Fields(folded), top})
		return err
	})
	for _, ids := range inBatches(sortedKeys(alone)) {
		if err != nil {
			return nil, err
		}
		where, args := in("id", ids)
		err = s.fetch("SELECT id, folded FROM speakers WHERE "+where+" ORDER BY id", args, func(rows *sql.Rows) error {
			var id int64
			var folded string
			err := rows.Scan(&id, &folded)
			add(id, folded, id)
			return err
		})
	}
	for _, members := range g.members {
		slices.Sort(members)
	}
	slices.SortFunc(g.names, func(a, b groupName) int { return cmp.Or(cmp.Compare(a.top, b.top), slices.Compare(a.words, b.words)) })
	return g, err
}

// inBatches cuts numbers into lists that are short enough for one query.
func inBatches(ids []int64) [][]int64 { return slices.Collect(slices.Chunk(ids, 1000)) }

// mostMembers bounds what a name in a search is taken to mean.
const mostMembers = 400

// named returns the names of all groups of which one name has the words of a term.
func (g *grouping) named(t query.Term) []int64 {
	var ids []int64
	seen := map[int64]bool{}
	for i := range g.names {
		n := &g.names[i]
		if seen[n.top] || !nameHas(n.words, t) {
			continue
		}
		seen[n.top] = true
		if ids = append(ids, g.members[n.top]...); len(ids) > mostMembers {
			break
		}
	}
	slices.Sort(ids)
	return ids
}

// nameHas reports whether a name has all words of a term.
func nameHas(name []string, t query.Term) bool {
	for i, w := range t.Words {
		if !slices.ContainsFunc(name, func(n string) bool {
			return n == w || t.Prefix && i == len(t.Words)-1 && strings.HasPrefix(n, w)
		}) {
			return false
		}
	}
	return true
}

// all returns the names of the group of a name.
func (g *grouping) all(name int64) []int64 {
	if top, ok := g.top[name]; ok {
		return g.members[top]
	}
	return []int64{name}
}

// numbered returns the expression for rows whose speaker has one of some numbers.
func numbered(kind string, ids []int64) []expression {
	var parts []expression
	for _, id := range ids {
		parts = append(parts, marked(kind, strconv.FormatInt(id, 10)))
	}
	return parts
}

// identities tell who of the ledger is meant by speakers of readings.
type identities struct {
	*grouping
	names map[int64]string // of those who stand for a group
}

// identify reads who is meant in some readings.
func (s *snapshot) identify(kept []*keptReading) (*identities, error) {
	g, err := s.ledger.groups.upTo(s)
	if err != nil {
		return nil, err
	}
	who := &identities{grouping: g, names: map[int64]string{}}
	var ids []int64
	for _, k := range kept {
		for _, name := range k.speakers {
			if name != 0 {
				ids = append(ids, g.standing(name))
			}
		}
	}
	if len(ids) == 0 {
		return who, nil
	}
	slices.Sort(ids)
	where, args := in("id", slices.Compact(ids))
	return who, s.fetch("SELECT id, name FROM speakers WHERE "+where, args, func(rows *sql.Rows) error {
		var id int64
		var name string
		err := rows.Scan(&id, &name)
		who.names[id] = name
		return err
	})
}

// standing returns the name that stands for the group of a name.
func (g *grouping) standing(name int64) int64 {
	if top, ok := g.top[name]; ok {
		return top
	}
	return name
}

// of puts the number and the name of the ledger's speaker in the place of those of
// the reading; one whom the ledger does not know keeps the name and has no
// number.
func (who *identities) of(k *keptReading, p *export.Party) {
	i := slices.IndexFunc(k.reading.Speakers, func(s hearsay.Speaker) bool { return s.ID == p.Speaker.ID })
	p.Speaker.ID = ""
	if i < 0 || k.speakers[i] == 0 {
		return
	}
	top := who.standing(k.speakers[i])
	p.Speaker.ID = strconv.FormatInt(top, 10)
	if name := who.names[top]; name != "" {
		p.Speaker.Name = name
	}
}
