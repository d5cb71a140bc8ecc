package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hearsay/internal/query"
	"hearsay/internal/speakers"
)

// A speaker of the ledger is a group of names: rows of the table speakers, of which
// one stands for all (same_as). What puts names together is kept as facts
// (speaker_change.go), found by rules (speaker_join.go) or said by people; the
// tables of what was read only point at names. So a merge and its undoing
// touch neither readings nor, as searches look names up in groups
// (speaker_group.go), the index.

// Speaker is a speaker of the ledger.
type Speaker struct {
	ID           int64         `json:"id"`
	Name         string        `json:"name"`
	Kind         string        `json:"kind"`
	Articles     int64         `json:"articles"`
	Attributions int64         `json:"attributions"`
	From         string        `json:"from,omitempty"` // days of publication of the first and the last article
	To           string        `json:"to,omitempty"`
	Names        []SpeakerName `json:"names"`
	Aliases      []string      `json:"aliases,omitempty"`
	Identifiers  []Identifier  `json:"identifiers,omitempty"`
}

// SpeakerName is a name of a speaker as articles have it.
type SpeakerName struct {
	ID       int64    `json:"id"`
	Name     string   `json:"name"`
	Articles int64    `json:"articles"`
	Roles    []string `json:"roles,omitempty"` // the most frequent first
	Rule     string   `json:"rule,omitempty"`  // why it is a name of this speaker; empty for the one that stands for all
	Reason   string   `json:"reason,omitempty"`
}

// Identifier is what a speaker is called in a list of others.
type Identifier struct {
	Scheme string `json:"scheme"` // wikidata
	Value  string `json:"value"`  // Q42
}

// SpeakerSearch says which speakers to list.
type SpeakerSearch struct {
	Words  string // that a name or an alias has, in any order; empty for all
	ID     int64  // the one that has this name; 0 for all
	Kind   string // empty for all
	Joined bool   // only those with more than one name
	Limit  int    // 0 for all
}

// Speakers lists speakers, those with most attributions first.
func (l *Ledger) Speakers(ctx context.Context, search SpeakerSearch) (found []Speaker, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		found, err = s.speakers(search)
		return err
	})
	return found, l.problem("list speakers", err)
}

func (s *snapshot) speakers(search SpeakerSearch) ([]Speaker, error) {
	var where, having, limit string
	var args []any
	if search.Words != "" {
		ids, err := s.speakersNamed(search.Words)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		where, args = in("coalesce(n.same_as, n.id)", ids)
		where = " WHERE " + where
	}
	if search.ID != 0 {
		where, args = " WHERE coalesce(n.same_as, n.id) = (SELECT coalesce(same_as, id) FROM speakers WHERE id = ?)", []any{search.ID}
	}
	if search.Joined {
		having = " HAVING count(DISTINCT n.id) > 1"
	}
	outer := ""
	if search.Kind != "" {
		outer = " WHERE k.name = ?"
		args = append(args, search.Kind)
	}
	if search.Limit > 0 {
		limit = " LIMIT " + strconv.Itoa(search.Limit)
	}
	var found []Speaker
	err := s.fetch(`SELECT g.top, t.name, k.name, g.articles, g.first, g.last, g.attributions
		FROM (SELECT coalesce(n.same_as, n.id) AS top, count(DISTINCT x.article_id) AS articles, min(a.day) AS first, max(a.day) AS last,
				coalesce(sum((SELECT count(*) FROM attributions b WHERE b.article_id = x.article_id AND b.speaker = x.number)), 0) AS attributions
			FROM speakers n LEFT JOIN article_speakers x ON x.speaker_id = n.id LEFT JOIN articles a ON a.id = x.article_id`+where+`
			GROUP BY coalesce(n.same_as, n.id)`+having+`) g
		JOIN speakers t ON t.id = g.top JOIN terms k ON k.id = t.kind`+outer+`
		ORDER BY g.attributions DESC, g.articles DESC, g.top`+limit, args, func(rows *sql.Rows) error {
		var sp Speaker
		var from, to sql.NullInt64
		err := rows.Scan(&sp.ID, &sp.Name, &sp.Kind, &sp.Articles, &from, &to, &sp.Attributions)
		sp.From, sp.To = dayString(from), dayString(to)
		found = append(found, sp)
		return err
	})
	for i := range found {
		if err == nil {
			err = s.describe(&found[i])
		}
	}
	return found, err
}

// describe fills in the names of a speaker and what people say of it.
func (s *snapshot) describe(sp *Speaker) error {
	err := s.fetch(`SELECT n.id, n.name, (SELECT count(DISTINCT x.article_id) FROM article_speakers x WHERE x.speaker_id = n.id), f.rule, f.reason
		FROM speakers n LEFT JOIN speaker_facts f ON f.kind = 'same' AND f.speaker_id = n.id AND f.undone_by IS NULL
		WHERE n.id = ? OR n.same_as = ? ORDER BY n.id <> ?, 3 DESC, n.id`, []any{sp.ID, sp.ID, sp.ID}, func(rows *sql.Rows) error {
		var n SpeakerName
		var rule, reason sql.NullString
		err := rows.Scan(&n.ID, &n.Name, &n.Articles, &rule, &reason)
		n.Rule, n.Reason = rule.String, reason.String
		sp.Names = append(sp.Names, n)
		return err
	})
	if err != nil {
		return err
	}
	for i := range sp.Names {
		if sp.Names[i].Roles, err = s.rolesOf(sp.Names[i].ID); err != nil {
			return err
		}
	}
	return s.fetch(`SELECT f.kind, f.name, f.value FROM speaker_facts f JOIN speakers n ON n.id = f.speaker_id
		WHERE f.kind IN ('alias', 'id') AND f.undone_by IS NULL AND coalesce(n.same_as, n.id) = ? ORDER BY f.id`, []any{sp.ID}, func(rows *sql.Rows) error {
		var kind string
		var name, value sql.NullString
		err := rows.Scan(&kind, &name, &value)
		if kind == aliasFact {
			sp.Aliases = append(sp.Aliases, name.String)
		} else {
			sp.Identifiers = append(sp.Identifiers, Identifier{name.String, value.String})
		}
		return err
	})
}

// rolesOf returns the roles in which articles have a name, the three most frequent.
func (s *snapshot) rolesOf(name int64) (roles []string, err error) {
	err = s.fetch(`SELECT role, organisation FROM article_speakers WHERE speaker_id = ? AND linked = 0 AND role IS NOT NULL
		GROUP BY role, organisation ORDER BY count(*) DESC, role, coalesce(organisation, '') LIMIT 3`, []any{name}, func(rows *sql.Rows) error {
		var role string
		var body sql.NullString
		err := rows.Scan(&role, &body)
		if body.String != "" {
			role += ", " + body.String
		}
		roles = append(roles, role)
		return err
	})
	return roles, err
}

// speakersNamed returns the speakers of which a name or an alias has all words.
func (s *snapshot) speakersNamed(words string) (ids []int64, err error) {
	wanted := strings.Fields(query.Fold(words))
	if len(wanted) == 0 {
		return nil, nil
	}
	err = s.fetch(`SELECT folded, coalesce(same_as, id) FROM speakers
		UNION ALL SELECT f.value, coalesce(n.same_as, n.id) FROM speaker_facts f JOIN speakers n ON n.id = f.speaker_id
		WHERE f.kind = 'alias' AND f.undone_by IS NULL`, nil, func(rows *sql.Rows) error {
		var folded string
		var id int64
		if err := rows.Scan(&folded, &id); err != nil {
			return err
		}
		if hasAll(strings.Fields(folded), wanted) {
			ids = append(ids, id)
		}
		return nil
	})
	slices.Sort(ids)
	return slices.Compact(ids), err
}

func hasAll(words, wanted []string) bool {
	for _, w := range wanted {
		if !slices.Contains(words, w) {
			return false
		}
	}
	return true
}

// FindSpeaker returns the number of the name that people mean: the number itself, or the
// only name or alias that is just so. The error names the ones that could be meant.
func (l *Ledger) FindSpeaker(ctx context.Context, what string) (id int64, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		id, err = s.findSpeaker(what)
		return err
	})
	return id, l.problem("find a speaker", err)
}

func (s *snapshot) findSpeaker(what string) (int64, error) {
	if id, err := strconv.ParseInt(what, 10, 64); err == nil {
		n, found, err := s.number("SELECT id FROM speakers WHERE id = ?", id)
		if err == nil && !found {
			err = fmt.Errorf("%w: no speaker has the number %d", ErrNotFound, id)
		}
		return n, err
	}
	type named struct {
		id   int64
		name string
	}
	var all []named
	key := speakers.Key(what)
	err := s.fetch(`SELECT id, name FROM speakers WHERE folded = ?
		UNION SELECT n.id, f.name FROM speaker_facts f JOIN speakers n ON n.id = f.speaker_id
		WHERE f.kind = 'alias' AND f.undone_by IS NULL AND f.value = ? ORDER BY 1`, []any{key, key}, func(rows *sql.Rows) error {
		var n named
		err := rows.Scan(&n.id, &n.name)
		all = append(all, n)
		return err
	})
	switch {
	case err != nil:
		return 0, err
	case len(all) == 1:
		return all[0].id, nil
	case len(all) > 1:
		var list []string
		for _, n := range all {
			list = append(list, fmt.Sprintf("%d (%s)", n.id, n.name))
		}
		return 0, fmt.Errorf("%q is the name of several: say which by its number: %s", what, strings.Join(list, ", "))
	}
	return 0, fmt.Errorf("%w: no speaker is called just %q", ErrNotFound, what)
}

// Speaker returns the speaker that a name belongs to.
func (l *Ledger) Speaker(ctx context.Context, name int64) (*Speaker, error) {
	found, err := l.Speakers(ctx, SpeakerSearch{ID: name})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%w: no speaker has the number %d", ErrNotFound, name)
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}
