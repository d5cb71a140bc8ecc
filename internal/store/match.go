package store

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"hearsay/internal/query"
)

// A query becomes an expression over the words of the index (index.go): what
// each kind of database then writes in its own language.

// expression is a phrase, or several expressions joined.
type expression struct {
	join   join
	words  []string     // of a phrase, side by side
	prefix bool         // the last word may go on
	parts  []expression // of a join; of but, what holds and then what must not
}

type join int

const (
	phrase  join = iota
	all          // of parts
	either       // of parts
	but          // parts[0] and not parts[1]
	nothing      // matches nothing
)

// everything reports whether e is the zero value of all, which every row
// matches.
func (e expression) everything() bool { return e.join == all && len(e.parts) == 0 }

// matcher makes expressions of queries, with what it needs to know of the ledger.
type matcher struct {
	outlets  map[int64][]string  // folded words of the names of outlets
	from, to query.Day           // first and last day of publication
	dated    bool                // there is one
	values   map[string][]string // what there is of forms, namings, acts and stances
	speakers *grouping
}

// newMatcher reads what matching needs from a snapshot.
func (s *snapshot) newMatcher(q *query.Query) (*matcher, error) {
	m := &matcher{}
	uses := func(f query.Field) bool {
		return slices.ContainsFunc(q.Conditions, func(c query.Condition) bool {
			return slices.ContainsFunc(c, func(t query.Term) bool { return t.Field == f })
		})
	}
	if uses(query.Outlet) {
		m.outlets = map[int64][]string{}
		err := s.fetch("SELECT id, name FROM outlets", nil, func(rows *sql.Rows) error {
			var id int64
			var name string
			err := rows.Scan(&id, &name)
			m.outlets[id] = strings.Fields(query.Fold(name))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	var err error
	if m.speakers, err = s.ledger.groups.upTo(s); err != nil {
		return nil, err
	}
	if uses(query.Since) || uses(query.Until) {
		err := s.fetch("SELECT (SELECT min(day) FROM articles), (SELECT max(day) FROM articles)", nil, func(rows *sql.Rows) error {
			var from, to sql.NullInt64
			err := rows.Scan(&from, &to)
			m.from, m.to, m.dated = query.Day(from.Int64), query.Day(to.Int64), from.Valid
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	m.values = map[string][]string{}
	for _, kind := range []string{"form", "naming", "act", "stance"} {
		m.values[kind] = []string{none}
	}
	return m, s.fetch("SELECT kind, name FROM terms WHERE kind IN ('form', 'naming', 'act', 'stance') ORDER BY kind, name", nil, func(rows *sql.Rows) error {
		var kind, name string
		err := rows.Scan(&kind, &name)
		m.values[kind] = append(m.values[kind], name)
		return err
	})
}

// expression returns what rows have to match.
func (m *matcher) expression(q *query.Query) expression {
	if q.Nothing {
		return expression{join: nothing}
	}
	e := expression{join: all}
	var not []expression
	since, until, conditions := m.period(q)
	if len(conditions) < len(q.Conditions) {
		e.parts = append(e.parts, m.days(since, until))
	}
	for _, c := range conditions {
		if len(c) == 1 && c[0].Not {
			not = append(not, m.term(c[0]))
			continue
		}
		e.parts = append(e.parts, m.condition(c))
	}
	if len(not) > 0 {
		if len(e.parts) == 0 {
			e = m.anything()
		}
		e = expression{join: but, parts: []expression{e, oneOf(not)}}
	}
	return e
}

// period takes the conditions that are nothing but a limit in time out of a
// query, and returns the days they leave.
func (m *matcher) period(q *query.Query) (since, until query.Day, others []query.Condition) {
	since, until = m.from, m.to
	for _, c := range q.Conditions {
		switch {
		case len(c) == 1 && !c[0].Not && c[0].Field == query.Since:
			since = max(since, c[0].Day)
		case len(c) == 1 && !c[0].Not && c[0].Field == query.Until:
			until = min(until, c[0].Day)
		default:
			others = append(others, c)
		}
	}
	return since, until, others
}

// condition returns the expression of terms of which one has to hold.
func (m *matcher) condition(c query.Condition) expression {
	var parts []expression
	for _, t := range c {
		e := m.term(t)
		if t.Not {
			e = expression{join: but, parts: []expression{m.anything(), e}}
		}
		parts = append(parts, e)
	}
	return oneOf(parts)
}

// term returns the expression of a term, whether or not it is negated.
func (m *matcher) term(t query.Term) expression {
	switch t.Field {
	case query.Content:
		return expression{words: t.Words, prefix: t.Prefix}
	case query.Who:
		return oneOf(append(numbered(speakerWord, m.speakers.named(t)), names(whoWord, t)))
	case query.To:
		return oneOf(append(numbered(addresseeWord, m.speakers.named(t)), names(toWord, t)))
	case query.Speaker:
		if id, err := strconv.ParseInt(t.Words[0], 10, 64); err == nil {
			return oneOf(numbered(speakerWord, m.speakers.all(id)))
		}
	case query.Via:
		return names(viaWord, t)
	case query.Outlet:
		return m.outlet(t)
	case query.Since:
		return m.days(t.Day, m.to)
	case query.Until:
		return m.days(m.from, t.Day)
	case query.Medium:
		e := marked(mediumWord, strings.Join(t.Words, ""))
		e.prefix = t.Prefix
		return e
	case query.Negated:
		if t.Words[0] == "no" {
			return expression{join: but, parts: []expression{m.anything(), marked(negatedWord, "yes")}}
		}
		return marked(negatedWord, "yes")
	}
	switch t.Field {
	case query.Form:
		return pairs(formWord, t.Words, m.values["naming"])
	case query.Naming:
		return pairs(formWord, m.values["form"], t.Words)
	case query.Act:
		return pairs(actWord, t.Words, m.values["stance"])
	case query.Stance:
		return pairs(actWord, m.values["act"], t.Words)
	}
	return marked(speakerWord, t.Words[0])
}

// pairs returns the expression for words of two values, of which each is one of a list.
func pairs(kind string, first, second []string) expression {
	var parts []expression
	for _, a := range first {
		for _, b := range second {
			parts = append(parts, marked(kind, a+b))
		}
	}
	return oneOf(parts)
}

// anything returns an expression that every row matches.
func (m *matcher) anything() expression {
	namings := m.values["naming"]
	if !slices.Contains(namings, "outlet") {
		namings = append(slices.Clone(namings), "outlet")
	}
	return pairs(formWord, m.values["form"], namings)
}

// names returns the expression for all words of a name, in any order.
func names(kind string, t query.Term) expression {
	e := expression{join: all}
	for i, w := range t.Words {
		word := marked(kind, w)
		word.prefix = t.Prefix && i == len(t.Words)-1
		e.parts = append(e.parts, word)
	}
	return e
}

// outlet returns the expression for the outlets whose names have all words.
func (m *matcher) outlet(t query.Term) expression {
	var ids []int64
	for id, name := range m.outlets {
		if nameHas(name, t) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var parts []expression
	for _, id := range ids {
		parts = append(parts, marked(outletWord, strconv.FormatInt(id, 10)))
	}
	return oneOf(parts)
}

// days returns the expression for days of publication from one to another, as whole
// years, months and what is left of days.
func (m *matcher) days(from, to query.Day) expression {
	from, to = max(from, m.from), min(to, m.to)
	var parts []expression
	if !m.dated {
		return expression{join: nothing}
	}
	for d := from; d <= to; {
		year, month, day := d.Date()
		kind, value, next := dayWord, (year*100+month)*100+day, d+1
		if day == 1 {
			if end := query.DateDay(year, month+1, 1); end-1 <= to {
				kind, value, next = monthWord, year*100+month, end
			}
			if end := query.DateDay(year+1, 1, 1); month == 1 && end-1 <= to {
				kind, value, next = yearWord, year, end
			}
		}
		parts = append(parts, marked(kind, strconv.Itoa(value)))
		d = next
	}
	return oneOf(parts)
}

func marked(kind, value string) expression {
	return expression{words: []string{mark + kind + value}}
}

// oneOf joins parts of which one has to match.
func oneOf(parts []expression) expression {
	switch len(parts) {
	case 0:
		return expression{join: nothing}
	case 1:
		return parts[0]
	}
	return expression{join: either, parts: parts}
}
