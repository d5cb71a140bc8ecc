package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hearsay/internal/query"
)

// mostProfiled is in how many articles the attributions of a speaker are counted for
// a profile: the latest that were added.
const mostProfiled = 3000

// mostSampled is how many contents a profile looks for words in.
const mostSampled = 400

// Profile is what the ledger has of a speaker, counted.
type Profile struct {
	Attributions int64    `json:"attributions"` // that were counted
	Months       []Count  `json:"months,omitempty"`
	Outlets      []Count  `json:"outlets,omitempty"`
	To           []Count  `json:"to,omitempty"`  // who is spoken to
	Via          []Count  `json:"via,omitempty"` // who handed the words on
	Forms        []Count  `json:"forms,omitempty"`
	Stances      []Count  `json:"stances,omitempty"`
	Media        []Count  `json:"media,omitempty"`
	Cues         []CueUse `json:"cues,omitempty"` // by outlet
	Words        []string `json:"-"`              // folded contents of the latest, to find out what they are about
	Sampled      bool     `json:"-"`              // there are more contents than Words
	Addressed    int64    `json:"addressed"`      // attributions in which the speaker is spoken to
}

// CueUse says how often an outlet signals what a speaker says by a cue.
type CueUse struct {
	Lemma  string `json:"lemma"`
	Stance string `json:"stance,omitempty"`
	Outlet string `json:"outlet,omitempty"`
	N      int64  `json:"n"`
}

// Profile counts what a speaker says, by the number of any name.
func (l *Ledger) Profile(ctx context.Context, speaker int64) (profile *Profile, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		g, err := l.groups.upTo(s)
		if err != nil {
			return err
		}
		profile, err = s.profile(g, g.all(g.standing(speaker)))
		return err
	})
	return profile, l.problem("count what a speaker says", err)
}

// profiled counts the rows of a speaker.
type profiled struct {
	Profile
	months, outlets, forms, stances, media map[string]int64
	to                                     tally
	via                                    map[string]int64
	cues                                   map[CueUse]int64
}

// profileRow is an attribution as profiles count it.
type profileRow struct {
	id, to                            int64  // its number, and who is spoken to, 0 for nobody
	month                             string // "" if it is not known
	outlet, form, stance, medium, cue string
	via                               []string
}

// latestOf are the articles that a profile counts in, by the numbers of a speaker's names.
func latestOf(names []int64) (from string, args []any) {
	where, args := in("speaker_id", names)
	return fmt.Sprintf("(SELECT article_id, number FROM article_speakers WHERE %s ORDER BY article_id DESC LIMIT %%d) x", where), args
}

// eachProfiled gives the rows that a profile counts to each.
func (s *snapshot) eachProfiled(g *grouping, names []int64, each func(*profileRow)) error {
	latest, args := latestOf(names)
	return s.fetch(`SELECT a.id, t.day, o.name, a.form, a.stance, a.medium, a.cue, a.relays, d.speaker_id
		FROM `+fmt.Sprintf(latest, mostProfiled)+` JOIN attributions a ON a.article_id = x.article_id AND a.speaker = x.number
		JOIN articles t ON t.id = a.article_id JOIN appearances p ON p.article_id = t.id AND p.earliest = 1 LEFT JOIN outlets o ON o.id = p.outlet_id
		LEFT JOIN article_speakers d ON d.article_id = a.article_id AND d.number = a.addressee`, args, func(rows *sql.Rows) error {
		var id int64
		var day, form, stance, medium, cue, to sql.NullInt64
		var outlet, relays sql.NullString
		if err := rows.Scan(&id, &day, &outlet, &form, &stance, &medium, &cue, &relays, &to); err != nil {
			return err
		}
		r := profileRow{id: id, outlet: outlet.String, form: s.names[form.Int64], stance: s.names[stance.Int64], medium: s.names[medium.Int64], cue: s.names[cue.Int64]}
		if day.Valid {
			y, m, _ := query.Day(day.Int64).Date()
			r.month = fmt.Sprintf("%04d-%02d", y, m)
		}
		if to.Valid {
			r.to = g.standing(to.Int64)
		}
		if links := strings.Split(relays.String, "\n"); len(links) > 1 {
			r.via = links[:len(links)-1]
		}
		each(&r)
		return nil
	})
}

func (s *snapshot) profile(g *grouping, names []int64) (*Profile, error) {
	p := profiled{
		months: map[string]int64{}, outlets: map[string]int64{}, forms: map[string]int64{}, stances: map[string]int64{},
		media: map[string]int64{}, to: tally{}, via: map[string]int64{}, cues: map[CueUse]int64{},
	}
	err := s.eachProfiled(g, names, p.count)
	if err != nil {
		return nil, err
	}
	if p.To, err = (&finder{snapshot: s}).speakerCounts(p.to); err != nil {
		return nil, err
	}
	p.Months, p.Outlets, p.Via = named(p.months), byFrequency(named(p.outlets)), byFrequency(named(p.via))
	p.Forms, p.Stances, p.Media = byFrequency(named(p.forms)), byFrequency(named(p.stances)), byFrequency(named(p.media))
	for use, n := range p.cues {
		use.N = n
		p.Cues = append(p.Cues, use)
	}
	slices.SortFunc(p.Cues, func(a, b CueUse) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Lemma, b.Lemma), cmp.Compare(a.Outlet, b.Outlet), cmp.Compare(a.Stance, b.Stance))
	})
	f := &finder{snapshot: s, table: attributionRows}
	if p.Addressed, err = f.count(oneOf(numbered(addresseeWord, names))); err != nil {
		return nil, err
	}
	latest, args := latestOf(names)
	return &p.Profile, s.sample(&p.Profile, fmt.Sprintf(latest, mostSampled), args)
}

func (p *profiled) count(r *profileRow) {
	p.Attributions++
	for _, c := range []struct {
		counts map[string]int64
		value  string
	}{{p.months, r.month}, {p.outlets, r.outlet}, {p.forms, r.form}, {p.stances, r.stance}, {p.media, r.medium}} {
		if c.value != "" {
			c.counts[c.value]++
		}
	}
	if r.cue != "" {
		p.cues[CueUse{Lemma: r.cue, Stance: r.stance, Outlet: r.outlet}]++
	}
	if r.to != 0 {
		p.to[r.to]++
	}
	for _, name := range r.via {
		p.via[name]++
	}
}

// named returns counts as a list, in order of their values.
func named(counts map[string]int64) (list []Count) {
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, Count{Value: value, N: counts[value]})
	}
	return list
}

// sample reads the folded words of contents.
func (s *snapshot) sample(p *Profile, latest string, args []any) error {
	p.Sampled = p.Attributions > mostSampled
	return s.fetch(`SELECT substr(t.text, a.content_start + 1, a.content_length)
		FROM `+latest+` JOIN attributions a ON a.article_id = x.article_id AND a.speaker = x.number JOIN articles t ON t.id = a.article_id
		WHERE a.content_start IS NOT NULL`+fmt.Sprintf(" LIMIT %d", mostSampled), args, func(rows *sql.Rows) error {
		var content string
		err := rows.Scan(&content)
		p.Words = append(p.Words, query.Fold(content))
		return err
	})
}

// SpeakerNames returns the speaker that a name belongs to with what it is called, but
// only one count: that of articles.
func (l *Ledger) SpeakerNames(ctx context.Context, name int64) (*Speaker, error) {
	sp := &Speaker{}
	err := l.read(ctx, func(s *snapshot) error {
		g, err := l.groups.upTo(s)
		if err != nil {
			return err
		}
		sp.ID = g.standing(name)
		if err := s.nameSpeaker(sp); err != nil {
			return err
		}
		if sp.Name == "" {
			return fmt.Errorf("%w: no speaker has the number %d", ErrNotFound, name)
		}
		sp.Names = nil
		where, args := in("speaker_id", g.all(sp.ID))
		if sp.Articles, _, err = s.number("SELECT count(DISTINCT article_id) FROM article_speakers WHERE "+where, args...); err != nil {
			return err
		}
		return s.describe(sp)
	})
	return sp, l.problem("look up a speaker", err)
}
