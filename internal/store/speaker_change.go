package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"hearsay/internal/speakers"
)

// Facts about speakers come in changes: what was said at once, by the rules or by
// people. A fact is never taken out of its table; it holds until a change undoes
// it. To undo a change is a change too: it undoes the facts of the other, and says
// again what that had undone. What is said again is still of the change that said
// it first: it goes when either of the two is undone.

// The kinds of facts.
const (
	sameFact  = "same"  // speaker_id is a name of other_id
	apartFact = "apart" // speaker_id and other_id are two, whatever rules say
	aliasFact = "alias" // speaker_id is also called name, folded value
	idFact    = "id"    // speaker_id is value in the list name
	meansFact = "means" // who has a number in article_id, and no name, is speaker_id
	notFact   = "not"   // who has a number in article_id is not speaker_id, whatever rules say
)

// Who makes changes.
const (
	byRules  = "rules"
	byPeople = "people"
	byImport = "import"
)

// fact is a row of speaker_facts.
type fact struct {
	kind           string
	speaker, other int64
	place          sighted
	name, value    string
	rule, reason   string

	owner int64 // change that said it first; 0 for the one under way
}

// sighted is one who is spoken of in an article: a row of article_speakers. The zero
// value is nobody.
type sighted struct{ article, number int64 }

// SpeakerChange is an entry of the history of speakers.
type SpeakerChange struct {
	ID     int64  `json:"id"`
	At     string `json:"at"`
	By     string `json:"by"` // rules, people, import
	About  string `json:"about"`
	Undoes int64  `json:"undoes,omitempty"`
	Facts  int64  `json:"facts"` // that hold because of it
}

// SpeakerHistory returns the latest changes, the last first; limit 0 is all.
func (l *Ledger) SpeakerHistory(ctx context.Context, limit int) (changes []SpeakerChange, err error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	err = l.read(ctx, func(s *snapshot) error {
		return s.fetch(`SELECT c.id, c.made_at, c.made_by, c.about, c.undoes,
				(SELECT count(*) FROM speaker_facts f WHERE (f.change_id = c.id OR f.said_again_by = c.id) AND f.undone_by IS NULL)
			FROM speaker_changes c ORDER BY c.id DESC LIMIT ?`, []any{limit}, func(rows *sql.Rows) error {
			var c SpeakerChange
			var undoes sql.NullInt64
			err := rows.Scan(&c.ID, &c.At, &c.By, &c.About, &undoes, &c.Facts)
			c.Undoes = undoes.Int64
			changes = append(changes, c)
			return err
		})
	})
	return changes, l.problem("read the history of speakers", err)
}

// change makes a change: f says and undoes facts. A change that does neither is
// none, and returns 0.
func (l *Ledger) change(ctx context.Context, by, about string, undoes int64, f func(*changing) error) (int64, error) {
	var id int64
	err := l.write(ctx, func(p *pen) error {
		c := &changing{pen: p}
		var known int64
		found, err := p.row("SELECT id FROM speaker_changes WHERE id = ?", []any{undoes}, &known)
		if err == nil && undoes != 0 && !found {
			err = fmt.Errorf("%w: there is no change %d", ErrNotFound, undoes)
		}
		if err != nil {
			return err
		}
		if c.id, err = p.number("speaker_changes"); err != nil {
			return err
		}
		err = p.exec("INSERT INTO speaker_changes (id, made_at, made_by, about, undoes) VALUES (?, ?, ?, ?, ?)",
			c.id, instant(l.now()), by, clean(oneLine(about)), idOrNull(undoes))
		if err != nil {
			return err
		}
		if err := f(c); err != nil {
			return err
		}
		if c.touched == 0 {
			return errNoChange
		}
		id = c.id
		return c.settle()
	})
	if errors.Is(err, errNoChange) {
		return 0, nil
	}
	return id, err
}

// errNoChange takes a change back that changes nothing.
var errNoChange = errors.New("nothing changes")

// changing is a change under way.
type changing struct {
	*pen
	id      int64
	touched int       // facts said and undone
	linked  []sighted // whose speaker may be another now
}

// say adds a fact, unless it holds already, or would make names run in a circle.
func (c *changing) say(f fact) error {
	var id int64
	for at := f.other; f.kind == sameFact; {
		if at == f.speaker {
			return nil
		}
		found, err := c.row("SELECT other_id FROM speaker_facts WHERE kind = 'same' AND speaker_id = ? AND undone_by IS NULL", []any{at}, &at)
		if err != nil {
			return err
		}
		if !found {
			break
		}
	}
	held, err := c.row(`SELECT id FROM speaker_facts WHERE kind = ? AND speaker_id = ? AND coalesce(other_id, 0) = ?
		AND coalesce(article_id, 0) = ? AND coalesce(number, 0) = ? AND coalesce(name, '') = ? AND coalesce(value, '') = ? AND undone_by IS NULL`,
		[]any{f.kind, f.speaker, f.other, f.place.article, f.place.number, clean(f.name), clean(f.value)}, &id)
	if held || err != nil {
		return err
	}
	if id, err = c.number("speaker_facts"); err != nil {
		return err
	}
	c.touch(&f)
	owner, again := c.id, any(nil)
	if f.owner != 0 {
		owner, again = f.owner, c.id
	}
	return c.exec(`INSERT INTO speaker_facts (id, change_id, said_again_by, kind, speaker_id, other_id, article_id, number, name, value, rule, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, owner, again, f.kind, f.speaker, idOrNull(f.other), idOrNull(f.place.article), idOrNull(f.place.number),
		textOrNull(f.name), textOrNull(f.value), f.rule, textOrNull(f.reason))
}

// take undoes facts, by number.
func (c *changing) take(id int64, f *fact) error {
	c.touch(f)
	return c.exec("UPDATE speaker_facts SET undone_by = ? WHERE id = ? AND undone_by IS NULL", c.id, id)
}

func (c *changing) touch(f *fact) {
	c.touched++
	if f.kind == meansFact {
		c.linked = append(c.linked, f.place)
	}
}

// storedFact is a fact and its number.
type storedFact struct {
	id int64
	fact
}

// facts returns the facts that meet a condition.
func (p *pen) facts(where string, args ...any) (found []storedFact, err error) {
	err = p.each("SELECT id, change_id, kind, speaker_id, other_id, article_id, number, name, value, rule, reason FROM speaker_facts WHERE "+where+" ORDER BY id", args,
		func(rows *sql.Rows) error {
			var f storedFact
			var other, article, number sql.NullInt64
			var name, value, reason sql.NullString
			err := rows.Scan(&f.id, &f.owner, &f.kind, &f.speaker, &other, &article, &number, &name, &value, &f.rule, &reason)
			f.other, f.place = other.Int64, sighted{article.Int64, number.Int64}
			f.name, f.value, f.reason = name.String, value.String, reason.String
			found = append(found, f)
			return err
		})
	return found, err
}

// settle brings what is derived from facts up to date: which name stands for which
// (same_as), and who is meant in articles, with the index of these.
func (c *changing) settle() error {
	tops, err := c.tops("kind = 'same' AND undone_by IS NULL")
	if err != nil {
		return err
	}
	var stale [][2]int64 // name and what it is to be, 0 for itself
	err = c.each("SELECT id, same_as FROM speakers WHERE same_as IS NOT NULL", nil, func(rows *sql.Rows) error {
		var id, as int64
		err := rows.Scan(&id, &as)
		if tops[id] != as {
			stale = append(stale, [2]int64{id, tops[id]})
		}
		delete(tops, id)
		return err
	})
	if err != nil {
		return err
	}
	for id, top := range tops {
		stale = append(stale, [2]int64{id, top})
	}
	slices.SortFunc(stale, func(a, b [2]int64) int { return int(a[0] - b[0]) })
	for _, s := range stale {
		if err := c.exec("UPDATE speakers SET same_as = ? WHERE id = ?", idOrNull(s[1]), s[0]); err != nil {
			return err
		}
	}
	return c.relink()
}

// tops returns, for each name that is another's by facts that meet a condition, the
// name that stands for the group.
func (p *pen) tops(where string) (map[int64]int64, error) {
	into := map[int64]int64{}
	found, err := p.facts(where)
	for _, f := range found {
		into[f.speaker] = f.other
	}
	tops := make(map[int64]int64, len(into))
	for id := range into {
		top := into[id]
		for steps := 0; into[top] != 0; steps++ {
			if top = into[top]; steps > len(into) {
				return nil, fmt.Errorf("%w: names of speakers run in a circle", ErrDamaged)
			}
		}
		tops[id] = top
	}
	return tops, err
}

// relink sets who is meant in articles and indexes these anew.
func (c *changing) relink() error {
	articles := map[int64][]sighted{}
	for _, at := range c.linked {
		articles[at.article] = append(articles[at.article], at)
	}
	for _, article := range sortedKeys(articles) {
		if _, err := c.leave(article); err != nil {
			return err
		}
		for _, at := range articles[article] {
			const holding = "FROM speaker_facts f WHERE f.kind = 'means' AND f.article_id = article_speakers.article_id AND f.number = article_speakers.number AND f.undone_by IS NULL"
			err := c.exec("UPDATE article_speakers SET speaker_id = (SELECT f.speaker_id "+holding+"), linked = (SELECT count(*) "+holding+") WHERE article_id = ? AND number = ?",
				at.article, at.number)
			if err != nil {
				return err
			}
		}
		k, err := c.load(article)
		if err != nil {
			return err
		}
		if err := c.enter(k); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys[V any](m map[int64]V) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// top returns the name that stands for the group of a name.
func (p *pen) top(id int64) (top int64, err error) {
	found, err := p.row("SELECT coalesce(same_as, id) FROM speakers WHERE id = ?", []any{id}, &top)
	if err == nil && !found {
		err = fmt.Errorf("%w: no speaker has the number %d", ErrNotFound, id)
	}
	return top, err
}

// named returns how a name is told to people.
func (p *pen) named(id int64) string {
	var name string
	if _, err := p.row("SELECT name FROM speakers WHERE id = ?", []any{id}, &name); err != nil || name == "" {
		return fmt.Sprint(id)
	}
	return fmt.Sprintf("“%s” (%d)", name, id)
}

// MergeSpeakers makes one speaker of several: all names of the others become names
// of the one that into belongs to. It returns the number of the change, 0 if there
// was nothing to do.
func (l *Ledger) MergeSpeakers(ctx context.Context, into int64, others []int64, reason string) (int64, error) {
	id, err := l.change(ctx, byPeople, fmt.Sprintf("merge %s into %d", numbers(others), into), 0, func(c *changing) error {
		top, err := c.top(into)
		if err != nil {
			return err
		}
		for _, other := range others {
			from, err := c.top(other)
			if err != nil {
				return err
			}
			if from == top {
				continue
			}
			if err := c.together(from, top); err != nil {
				return err
			}
			if err := c.say(fact{kind: sameFact, speaker: from, other: top, rule: byPeople, reason: reason}); err != nil {
				return err
			}
		}
		return nil
	})
	return id, l.problem("merge speakers", err)
}

// together undoes that names of two groups were set apart.
func (c *changing) together(a, b int64) error {
	found, err := c.facts(`kind = 'apart' AND undone_by IS NULL AND (
		(SELECT coalesce(same_as, id) FROM speakers WHERE id = speaker_id) = ? AND (SELECT coalesce(same_as, id) FROM speakers WHERE id = other_id) = ?
		OR (SELECT coalesce(same_as, id) FROM speakers WHERE id = speaker_id) = ? AND (SELECT coalesce(same_as, id) FROM speakers WHERE id = other_id) = ?)`, a, b, b, a)
	for i := range found {
		if err == nil {
			err = c.take(found[i].id, &found[i].fact)
		}
	}
	return err
}

func numbers(ids []int64) string {
	var list []string
	for _, id := range ids {
		list = append(list, fmt.Sprint(id))
	}
	return strings.Join(list, ", ")
}

// SplitSpeaker takes a name out of the speaker it belongs to, with the names that
// are there because of it, and keeps rules from putting it back.
func (l *Ledger) SplitSpeaker(ctx context.Context, name int64, reason string) (int64, error) {
	id, err := l.change(ctx, byPeople, fmt.Sprintf("split %d off", name), 0, func(c *changing) error {
		top, err := c.top(name)
		if err != nil {
			return err
		}
		if top == name {
			return fmt.Errorf("%s stands for the speaker itself; split the other names off", c.named(name))
		}
		found, err := c.facts("kind = 'same' AND speaker_id = ? AND undone_by IS NULL", name)
		if err != nil {
			return err
		}
		for i := range found {
			if err := c.take(found[i].id, &found[i].fact); err != nil {
				return err
			}
		}
		return c.say(fact{kind: apartFact, speaker: name, other: top, rule: byPeople, reason: reason})
	})
	return id, l.problem("split a speaker", err)
}

// AliasSpeaker gives a speaker further names, by which searches find it.
func (l *Ledger) AliasSpeaker(ctx context.Context, speaker int64, aliases []string) (int64, error) {
	id, err := l.change(ctx, byPeople, fmt.Sprintf("aliases of %d: %s", speaker, strings.Join(aliases, ", ")), 0, func(c *changing) error {
		return c.aliases(speaker, aliases, byPeople)
	})
	return id, l.problem("add aliases", err)
}

func (c *changing) aliases(speaker int64, aliases []string, by string) error {
	if _, err := c.top(speaker); err != nil {
		return err
	}
	for _, alias := range aliases {
		key := speakers.Key(alias)
		if key == "" {
			return fmt.Errorf("%q has no words and cannot be a name", alias)
		}
		if err := c.say(fact{kind: aliasFact, speaker: speaker, name: oneLine(alias), value: key, rule: by}); err != nil {
			return err
		}
	}
	return nil
}

// UndoSpeakers takes a change back: what it said holds no more, and what it undid
// holds again. Joins made by rules are set apart, so that rules do not make them
// anew.
func (l *Ledger) UndoSpeakers(ctx context.Context, change int64) (int64, error) {
	id, err := l.change(ctx, byPeople, fmt.Sprintf("undo change %d", change), change, func(c *changing) error {
		var by string
		if _, err := c.row("SELECT made_by FROM speaker_changes WHERE id = ?", []any{change}, &by); err != nil {
			return err
		}
		said, err := c.facts("(change_id = ? OR said_again_by = ?) AND undone_by IS NULL", change, change)
		if err != nil {
			return err
		}
		undone, err := c.facts("undone_by = ?", change)
		if err != nil {
			return err
		}
		for i := range said {
			if err := c.take(said[i].id, &said[i].fact); err != nil {
				return err
			}
			if err := c.forbid(by, &said[i].fact); err != nil {
				return err
			}
		}
		for i := range undone {
			if err := c.revive(&undone[i].fact); err != nil {
				return err
			}
		}
		return nil
	})
	return id, l.problem("undo a change of speakers", err)
}

// forbid keeps rules from saying again what people undo.
func (c *changing) forbid(by string, f *fact) error {
	const reason = "what a rule did was undone"
	switch {
	case by == byRules && f.kind == sameFact:
		return c.say(fact{kind: apartFact, speaker: f.speaker, other: f.other, rule: byPeople, reason: reason})
	case by == byRules && f.kind == meansFact:
		return c.say(fact{kind: notFact, speaker: f.speaker, place: f.place, rule: byPeople, reason: reason})
	}
	return nil
}

// revive says a fact again, unless what has been said since speaks against it.
func (c *changing) revive(f *fact) error {
	var others []storedFact
	var err error
	switch f.kind {
	case sameFact:
		others, err = c.facts("kind = ? AND speaker_id = ? AND undone_by IS NULL", f.kind, f.speaker)
	case meansFact:
		others, err = c.facts("kind = ? AND article_id = ? AND number = ? AND undone_by IS NULL", f.kind, f.place.article, f.place.number)
	}
	if err != nil || len(others) > 0 {
		return err
	}
	return c.say(*f)
}
