package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"hearsay/internal/speakers"
)

// The rules of package speakers are run over all names at once, and what they decide
// is compared with what they decided before: joins that no longer follow, because
// another person of the name has come in, are undone. Running them again without
// new articles changes nothing. What people said always stands.

// Joined says what running the rules did.
type Joined struct {
	Change   int64 // its number in the history; 0 if nothing changed
	Joins    int   // names that became another's
	Links    int   // roles in articles that became somebody's
	Withdrew int   // of both, what no longer follows
}

// JoinSpeakers runs the rules.
func (l *Ledger) JoinSpeakers(ctx context.Context) (Joined, error) {
	var j Joined
	id, err := l.change(ctx, byRules, "rules", 0, func(c *changing) (err error) {
		j = Joined{}
		if err := c.join(&j); err != nil {
			return err
		}
		about := fmt.Sprintf("rules: %d names joined, %d roles linked, %d taken back", j.Joins, j.Links, j.Withdrew)
		return c.exec("UPDATE speaker_changes SET about = ? WHERE id = ?", about, c.id)
	})
	j.Change = id
	return j, l.problem("join speakers", err)
}

// SpeakerHint is two speakers that people should look at.
type SpeakerHint struct {
	A      int64  `json:"a"`
	AName  string `json:"a_name"`
	B      int64  `json:"b"`
	BName  string `json:"b_name"`
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// SpeakerHints returns names that look as if they might be one speaker's, or must
// not be taken for one.
func (l *Ledger) SpeakerHints(ctx context.Context) (hints []SpeakerHint, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		e, err := gather(s.fetch)
		if err != nil {
			return err
		}
		for _, d := range e.decide() {
			if !d.Join && e.top(d.From) != e.top(d.Into) {
				hints = append(hints, SpeakerHint{d.From, e.names[d.From], d.Into, e.names[d.Into], d.Rule, d.Reason})
			}
		}
		return nil
	})
	return hints, l.problem("compare speakers", err)
}

// evidence is what the rules decide by.
type evidence struct {
	candidates []speakers.Candidate
	index      map[int64]int     // of candidates, by number
	names      map[int64]string  // by number
	told       map[int64]int64   // joins that people made: name → name
	apart      map[[2]int64]bool // both ways round
	not        map[link]bool     // what a link must not be
	ruled      map[int64]int64   // joins that rules have made: name → name
	joins      map[int64]int64   // numbers of their facts
	links      map[sighted]link  // that rules have made
	linkFacts  map[sighted]int64 // numbers of their facts
}

// link says that one without a name in an article is a speaker.
type link struct {
	sighted
	speaker int64
}

// gather reads the evidence.
func gather(f fetch) (*evidence, error) {
	e := &evidence{
		index: map[int64]int{}, names: map[int64]string{}, told: map[int64]int64{}, apart: map[[2]int64]bool{},
		not: map[link]bool{}, ruled: map[int64]int64{}, joins: map[int64]int64{}, links: map[sighted]link{}, linkFacts: map[sighted]int64{},
	}
	for _, step := range []func(fetch) error{e.readNames, e.readRoles, e.readFacts, e.readStated} {
		if err := step(f); err != nil {
			return nil, err
		}
	}
	for i := range e.candidates {
		c := &e.candidates[i]
		if top := e.toldTop(c.ID); top != c.ID {
			c.Group = top
			if k, ok := e.index[top]; ok {
				e.candidates[k].Group = top
			}
		}
	}
	return e, nil
}

func (e *evidence) readNames(f fetch) error {
	return f(`SELECT s.id, s.name, k.name, s.articles, s.first_day, s.last_day FROM speakers s JOIN terms k ON k.id = s.kind ORDER BY s.id`, nil, func(rows *sql.Rows) error {
		var c speakers.Candidate
		var from, to sql.NullInt64
		err := rows.Scan(&c.ID, &c.Name, &c.Kind, &c.Articles, &from, &to)
		c.Days = speakers.Period{From: int(from.Int64), To: int(to.Int64), Known: from.Valid}
		e.index[c.ID] = len(e.candidates)
		e.names[c.ID] = c.Name
		e.candidates = append(e.candidates, c)
		return err
	})
}

func (e *evidence) readRoles(f fetch) error {
	return f(`SELECT speaker_id, role, organisation, articles, first_day, last_day FROM speaker_roles ORDER BY speaker_id, articles DESC, role, organisation`, nil, func(rows *sql.Rows) error {
		var id int64
		var from, to sql.NullInt64
		var r speakers.Role
		if err := rows.Scan(&id, &r.Title, &r.Organisation, &r.Articles, &from, &to); err != nil {
			return err
		}
		r.Days = speakers.Period{From: int(from.Int64), To: int(to.Int64), Known: from.Valid}
		if k, ok := e.index[id]; ok {
			e.candidates[k].Roles = append(e.candidates[k].Roles, r)
		}
		return nil
	})
}

func (e *evidence) readFacts(f fetch) error {
	return f(`SELECT f.id, f.kind, f.speaker_id, f.other_id, f.article_id, f.number, c.made_by FROM speaker_facts f JOIN speaker_changes c ON c.id = f.change_id
		WHERE f.kind IN ('same', 'apart', 'means', 'not') AND f.undone_by IS NULL ORDER BY f.id`, nil, func(rows *sql.Rows) error {
		var id, speaker int64
		var kind, by string
		var other, article, number sql.NullInt64
		if err := rows.Scan(&id, &kind, &speaker, &other, &article, &number, &by); err != nil {
			return err
		}
		at := sighted{article.Int64, number.Int64}
		switch {
		case kind == apartFact:
			e.apart[[2]int64{speaker, other.Int64}], e.apart[[2]int64{other.Int64, speaker}] = true, true
		case kind == notFact:
			e.not[link{at, speaker}] = true
		case kind == sameFact && by == byRules:
			e.ruled[speaker], e.joins[speaker] = other.Int64, id
		case kind == sameFact:
			e.told[speaker] = other.Int64
		case kind == meansFact && by == byRules:
			e.links[at], e.linkFacts[at] = link{at, speaker}, id
		}
		return nil
	})
}

// readStated looks for acronyms in the texts of organisations whose initials they
// are: "… Harbour Safety Board (HSB)".
func (e *evidence) readStated(f fetch) error {
	acronyms := map[string]bool{}
	for i := range e.candidates {
		if c := &e.candidates[i]; c.Kind == "organisation" && speakers.IsAcronym(c.Name) {
			acronyms[speakers.AcronymKey(c.Name)] = true
		}
	}
	for i := range e.candidates {
		c := &e.candidates[i]
		key := speakers.InitialsOf(c.Name)
		if c.Kind != "organisation" || !acronyms[key] || speakers.IsAcronym(c.Name) {
			continue
		}
		err := f("SELECT DISTINCT a.id, a.text FROM article_speakers x JOIN articles a ON a.id = x.article_id WHERE x.speaker_id = ? ORDER BY a.id LIMIT 20",
			[]any{c.ID}, func(rows *sql.Rows) error {
				var id int64
				var text string
				err := rows.Scan(&id, &text)
				if stated := speakers.StatedAcronym(text, c.Name); stated != "" && !slices.Contains(c.Stated, stated) {
					c.Stated = append(c.Stated, stated)
				}
				return err
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// toldTop returns the name that stands for a group that people made.
func (e *evidence) toldTop(id int64) int64 { return follow(e.told, id) }

func (e *evidence) top(id int64) int64 {
	for range len(e.told) + len(e.ruled) + 1 {
		next, ok := e.told[id]
		if !ok {
			next, ok = e.ruled[id]
		}
		if !ok {
			return id
		}
		id = next
	}
	return id
}

func follow(into map[int64]int64, id int64) int64 {
	for range len(into) {
		next, ok := into[id]
		if !ok {
			break
		}
		id = next
	}
	return id
}

// decide runs the rules over the names.
func (e *evidence) decide() []speakers.Decision {
	return speakers.Decide(e.candidates, func(a, b int64) bool { return e.apart[[2]int64{a, b}] })
}

// join says what follows from the rules now, and undoes what no longer does.
func (c *changing) join(j *Joined) error {
	e, err := gather(c.each)
	if err != nil {
		return err
	}
	wanted := map[int64]fact{}
	for _, d := range e.decide() {
		if from := e.toldTop(d.From); d.Join {
			wanted[from] = fact{kind: sameFact, speaker: from, other: d.Into, rule: d.Rule, reason: d.Reason}
		}
	}
	for _, id := range sortedKeys(e.ruled) {
		if f, ok := wanted[id]; ok && f.other == e.ruled[id] {
			delete(wanted, id)
			continue
		}
		j.Withdrew++
		if err := c.take(e.joins[id], &fact{kind: sameFact}); err != nil {
			return err
		}
		delete(e.ruled, id)
	}
	for _, id := range sortedKeys(wanted) {
		j.Joins++
		if err := c.say(wanted[id]); err != nil {
			return err
		}
		e.ruled[id] = wanted[id].other
	}
	return c.link(e, j)
}

// link says who is meant by roles without a name.
func (c *changing) link(e *evidence, j *Joined) error {
	wanted, order, err := c.wantedLinks(e)
	if err != nil {
		return err
	}
	var gone []sighted
	for at, l := range e.links {
		if f, ok := wanted[at]; ok && e.top(f.speaker) == e.top(l.speaker) {
			delete(wanted, at)
			continue
		}
		gone = append(gone, at)
	}
	slices.SortFunc(gone, func(a, b sighted) int {
		return cmp.Or(cmp.Compare(a.article, b.article), cmp.Compare(a.number, b.number))
	})
	for _, at := range gone {
		j.Withdrew++
		if err := c.take(e.linkFacts[at], &fact{kind: meansFact, place: at}); err != nil {
			return err
		}
	}
	for _, at := range order {
		f, ok := wanted[at]
		if !ok {
			continue
		}
		j.Links++
		if err := c.say(f); err != nil {
			return err
		}
	}
	return nil
}

// wantedLinks returns what the rules say of all roles without a name, and these in
// order.
func (c *changing) wantedLinks(e *evidence) (wanted map[sighted]fact, order []sighted, err error) {
	directory := speakers.NewDirectory(e.candidates, e.top)
	wanted = map[sighted]fact{}
	err = c.each(`SELECT x.article_id, x.number, x.name, x.role, x.organisation, a.day FROM article_speakers x JOIN articles a ON a.id = x.article_id
		WHERE (x.speaker_id IS NULL OR x.linked = 1) AND x.role IS NOT NULL AND a.day IS NOT NULL ORDER BY 1, 2`, nil, func(rows *sql.Rows) error {
		var at sighted
		var s speakers.Sighting
		var body sql.NullString
		var day int
		if err := rows.Scan(&at.article, &at.number, &s.Name, &s.Role, &body, &day); err != nil {
			return err
		}
		s.Organisation, s.Days = body.String, speakers.Period{From: day, To: day, Known: true}
		if d, ok := directory.Link(s); ok && !e.not[link{at, d.Into}] {
			wanted[at] = fact{kind: meansFact, speaker: d.Into, place: at, rule: d.Rule, reason: d.Reason}
			order = append(order, at)
		}
		return nil
	})
	return wanted, order, err
}

// SpeakerEntry is a line of a list of speakers to be imported.
type SpeakerEntry struct {
	Line        int // for messages
	Name        string
	Aliases     []string
	Identifiers []Identifier
}

// Imported says what an import did.
type Imported struct {
	Change                             int64
	Speakers, Merged, Aliases, Unknown int
	Notes                              []string // what was left out, and why
}

// ImportSpeakers takes in a list of speakers: names and aliases of one line that
// are names in the ledger become one speaker's, the others its aliases, by
// which searches and later imports find it. A line of which the ledger knows no
// name is left out and noted.
func (l *Ledger) ImportSpeakers(ctx context.Context, about string, entries []SpeakerEntry) (Imported, error) {
	var done Imported
	id, err := l.change(ctx, byImport, "import "+about, 0, func(c *changing) error {
		done = Imported{}
		for i := range entries {
			if err := c.take1(&entries[i], &done); err != nil {
				return err
			}
		}
		return nil
	})
	done.Change = id
	return done, l.problem("import speakers", err)
}

// take1 takes in one line.
func (c *changing) take1(entry *SpeakerEntry, done *Imported) error {
	var known []int64
	var aliases []string
	for _, name := range append([]string{entry.Name}, entry.Aliases...) {
		ids, err := c.withKey(speakers.Key(name))
		switch {
		case err != nil:
			return err
		case len(ids) > 1:
			done.Notes = append(done.Notes, fmt.Sprintf("line %d: %q is the name of several (%s) and was left out; merge or number them", entry.Line, name, numbers(ids)))
		case len(ids) == 1:
			known = append(known, ids[0])
		default:
			aliases = append(aliases, name)
		}
	}
	if len(known) == 0 {
		done.Unknown++
		done.Notes = append(done.Notes, fmt.Sprintf("line %d: the ledger has nobody of the name of %q", entry.Line, entry.Name))
		return nil
	}
	done.Speakers++
	into, err := c.topNow(known[0])
	if err != nil {
		return err
	}
	for _, other := range known[1:] {
		from, err := c.topNow(other)
		if err != nil {
			return err
		}
		if from == into {
			continue
		}
		done.Merged++
		if err := c.together(from, into); err != nil {
			return err
		}
		if err := c.say(fact{kind: sameFact, speaker: from, other: into, rule: byImport, reason: "a line of an imported list has both names: " + entry.Name}); err != nil {
			return err
		}
	}
	before := c.touched
	if err := c.aliases(into, aliases, byImport); err != nil {
		return err
	}
	done.Aliases += c.touched - before
	for _, id := range entry.Identifiers {
		if err := c.say(fact{kind: idFact, speaker: into, name: id.Scheme, value: id.Value, rule: byImport}); err != nil {
			return err
		}
	}
	return nil
}

// withKey returns the speakers that have a name or an alias with a key: one for
// each group.
func (c *changing) withKey(key string) (ids []int64, err error) {
	if strings.TrimSpace(key) == "" {
		return nil, nil
	}
	err = c.each(`SELECT DISTINCT n.id FROM speakers n WHERE n.folded = ?
		UNION SELECT f.speaker_id FROM speaker_facts f WHERE f.kind = 'alias' AND f.value = ? AND f.undone_by IS NULL ORDER BY 1`, []any{key, key}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil || len(ids) < 2 {
		return ids, err
	}
	first, err := c.topNow(ids[0])
	if err != nil {
		return nil, err
	}
	for _, id := range ids[1:] {
		if top, err := c.topNow(id); err != nil || top != first {
			return ids, err
		}
	}
	return ids[:1], nil
}

// topNow is top within a change, of which same_as does not know yet.
func (c *changing) topNow(id int64) (int64, error) {
	for {
		found, err := c.row("SELECT other_id FROM speaker_facts WHERE kind = 'same' AND speaker_id = ? AND undone_by IS NULL", []any{id}, &id)
		if err != nil || !found {
			return id, err
		}
	}
}
