package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
)

// How many articles name a speaker, from which day to which, and by which roles, stands
// in speakers and speaker_roles, so that the rules can be run after each article without
// looking at all of them. Whoever writes what an article says of speakers notes what was
// said more (mentions), or less, on which day; at the end of the transaction that is added
// up. Only where an article is gone that a first or last day was that of is anything
// counted anew.

// mention is a way in which articles name a speaker: by a role, by a body, by both, or at
// all, if there is neither.
type mention struct {
	speaker            int64
	role, organisation string
}

// byName reports whether it is any mention of the speaker.
func (m mention) byName() bool { return m.role == "" && m.organisation == "" }

// dated is a mention in the articles of a day.
type dated struct {
	mention
	day sql.NullInt64
}

// count is how often there is something, and from which day to which.
type count struct {
	times       int
	first, last sql.NullInt64
}

// mentions notes that an article of a day names its speakers; times is -1 if that is no
// more so. Who is only meant, as the rules have it, is not named.
func (p *pen) mentions(article int64, day sql.NullInt64, times int) error {
	seen := map[int64]bool{}
	return p.each("SELECT speaker_id, coalesce(role, ''), coalesce(organisation, '') FROM article_speakers WHERE article_id = ? AND speaker_id IS NOT NULL AND linked = 0",
		[]any{article}, func(rows *sql.Rows) error {
			var m mention
			err := rows.Scan(&m.speaker, &m.role, &m.organisation)
			if !m.byName() {
				p.mentioned[dated{m, day}] += times
			}
			if !seen[m.speaker] {
				seen[m.speaker] = true
				p.mentioned[dated{mention{speaker: m.speaker}, day}] += times
			}
			return err
		})
}

// dayOf returns the day of publication of an article.
func (p *pen) dayOf(article int64) (day sql.NullInt64, err error) {
	_, err = p.row("SELECT day FROM articles WHERE id = ?", []any{article}, &day)
	return day, err
}

// addMentions adds up what was noted since the transaction began.
func (p *pen) addMentions() error {
	var all []dated
	for d, times := range p.mentioned {
		if times != 0 {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b dated) int {
		return cmp.Or(cmp.Compare(a.speaker, b.speaker), cmp.Compare(a.role, b.role), cmp.Compare(a.organisation, b.organisation), cmp.Compare(a.day.Int64, b.day.Int64))
	})
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].mention == all[0].mention {
			n++
		}
		if err := p.addMention(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	clear(p.mentioned)
	return nil
}

// addMention adds up what was noted of one mention, day by day.
func (p *pen) addMention(days []dated) error {
	m, more := days[0].mention, count{}
	var lost []sql.NullInt64
	for _, d := range days {
		times := p.mentioned[d]
		if more.times += times; times < 0 {
			lost = append(lost, d.day)
		} else if d.day.Valid { // in order
			if !more.first.Valid {
				more.first = d.day
			}
			more.last = d.day
		}
	}
	if len(lost) > 0 {
		had, err := p.countOf(m)
		if err != nil {
			return err
		}
		if slices.Contains(lost, had.first) || slices.Contains(lost, had.last) {
			return p.countAnew(m)
		}
	}
	if m.byName() {
		return p.exec("UPDATE speakers SET articles = articles + ?, "+widened("speakers", "?")+" WHERE id = ?",
			more.times, more.first, more.first, more.last, more.last, m.speaker)
	}
	return p.exec(`INSERT INTO speaker_roles (speaker_id, role, organisation, articles, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (speaker_id, role, organisation) DO UPDATE SET articles = speaker_roles.articles + excluded.articles, `+widened("speaker_roles", "excluded."),
		m.speaker, m.role, m.organisation, more.times, more.first, more.last)
}

// widened returns the assignments that make the days of a row of a table take in two
// others: those of excluded, or parameters, each of them twice.
func widened(table, other string) string {
	first, last := other+"first_day", other+"last_day"
	if other == "?" {
		first, last = "CAST(? AS bigint)", "CAST(? AS bigint)"
	}
	return fmt.Sprintf(`first_day = CASE WHEN %[1]s.first_day <= %[2]s THEN %[1]s.first_day ELSE coalesce(%[2]s, %[1]s.first_day) END,
		last_day = CASE WHEN %[1]s.last_day >= %[3]s THEN %[1]s.last_day ELSE coalesce(%[3]s, %[1]s.last_day) END`, table, first, last)
}

// countOf returns what the tables have of a mention.
func (p *pen) countOf(m mention) (c count, err error) {
	if m.byName() {
		_, err = p.row("SELECT articles, first_day, last_day FROM speakers WHERE id = ?", []any{m.speaker}, &c.times, &c.first, &c.last)
		return c, err
	}
	_, err = p.row("SELECT articles, first_day, last_day FROM speaker_roles WHERE speaker_id = ? AND role = ? AND organisation = ?",
		[]any{m.speaker, m.role, m.organisation}, &c.times, &c.first, &c.last)
	return c, err
}

// What articles say of speakers, and of their roles.
const (
	namedInArticles = ` FROM article_speakers x JOIN articles a ON a.id = x.article_id WHERE x.speaker_id IS NOT NULL AND x.linked = 0`
	speakersCounted = `SELECT x.speaker_id, count(DISTINCT x.article_id), min(a.day), max(a.day)` + namedInArticles
	rolesCounted    = `SELECT x.speaker_id, coalesce(x.role, ''), coalesce(x.organisation, ''), count(*), min(a.day), max(a.day)` + namedInArticles +
		` AND (x.role IS NOT NULL OR x.organisation IS NOT NULL)`
)

// countAnew counts a mention in all articles.
func (p *pen) countAnew(m mention) error {
	if m.byName() {
		var c count
		if _, err := p.row(speakersCounted+" AND x.speaker_id = ? GROUP BY x.speaker_id", []any{m.speaker}, &m.speaker, &c.times, &c.first, &c.last); err != nil {
			return err
		}
		return p.exec("UPDATE speakers SET articles = ?, first_day = ?, last_day = ? WHERE id = ?", c.times, c.first, c.last, m.speaker)
	}
	if err := p.exec("DELETE FROM speaker_roles WHERE speaker_id = ? AND role = ? AND organisation = ?", m.speaker, m.role, m.organisation); err != nil {
		return err
	}
	return p.exec("INSERT INTO speaker_roles (speaker_id, role, organisation, articles, first_day, last_day) "+rolesCounted+
		" AND x.speaker_id = ? AND coalesce(x.role, '') = ? AND coalesce(x.organisation, '') = ? GROUP BY 1, 2, 3", m.speaker, m.role, m.organisation)
}

// miscounted returns how many speakers and roles stand in the tables otherwise than the
// articles have them.
func (s *snapshot) miscounted() (int64, error) {
	speakers, _, err := s.number("SELECT count(*) FROM (" + speakersCounted + " GROUP BY 1 EXCEPT SELECT id, articles, first_day, last_day FROM speakers) w")
	if err != nil {
		return 0, err
	}
	gone, _, err := s.number("SELECT count(*) FROM speakers s WHERE s.articles > 0 AND NOT EXISTS (SELECT 1 FROM article_speakers x WHERE x.speaker_id = s.id AND x.linked = 0)")
	if err != nil {
		return 0, err
	}
	const stored = "SELECT speaker_id, role, organisation, articles, first_day, last_day FROM speaker_roles"
	roles, _, err := s.number("SELECT count(*) FROM (" + rolesCounted + " GROUP BY 1, 2, 3 EXCEPT " + stored + ") w")
	if err != nil {
		return 0, err
	}
	more, _, err := s.number("SELECT count(*) FROM (" + stored + " EXCEPT " + rolesCounted + " GROUP BY 1, 2, 3) w")
	return speakers + gone + roles + more, err
}
