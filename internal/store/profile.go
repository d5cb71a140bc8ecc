package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hearsay/internal/export"
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

func (s *snapshot) profile(g *grouping, names []int64) (*Profile, error) {
	p := profiled{
		months: map[string]int64{}, outlets: map[string]int64{}, forms: map[string]int64{}, stances: map[string]int64{},
		media: map[string]int64{}, to: tally{}, via: map[string]int64{}, cues: map[CueUse]int64{},
	}
	where, args := in("speaker_id", names)
	latest := fmt.Sprintf("(SELECT article_id, number FROM article_speakers WHERE %s ORDER BY article_id DESC LIMIT %%d) x", where)
	err := s.fetch(`SELECT t.day, o.name, a.form, a.stance, a.medium, a.cue, a.relays, d.speaker_id
		FROM `+fmt.Sprintf(latest, mostProfiled)+` JOIN attributions a ON a.article_id = x.article_id AND a.speaker = x.number
		JOIN articles t ON t.id = a.article_id JOIN appearances p ON p.article_id = t.id AND p.earliest = 1 LEFT JOIN outlets o ON o.id = p.outlet_id
		LEFT JOIN article_speakers d ON d.article_id = a.article_id AND d.number = a.addressee`, args, func(rows *sql.Rows) error {
		var day, form, stance, medium, cue, to sql.NullInt64
		var outlet, relays sql.NullString
		if err := rows.Scan(&day, &outlet, &form, &stance, &medium, &cue, &relays, &to); err != nil {
			return err
		}
		p.Attributions++
		if day.Valid {
			y, m, _ := query.Day(day.Int64).Date()
			p.months[fmt.Sprintf("%04d-%02d", y, m)]++
		}
		for _, c := range []struct {
			counts map[string]int64
			value  string
		}{{p.outlets, outlet.String}, {p.forms, s.names[form.Int64]}, {p.stances, s.names[stance.Int64]}, {p.media, s.names[medium.Int64]}} {
			if c.value != "" {
				c.counts[c.value]++
			}
		}
		if lemma := s.names[cue.Int64]; lemma != "" {
			p.cues[CueUse{Lemma: lemma, Stance: s.names[stance.Int64], Outlet: outlet.String}]++
		}
		if to.Valid {
			p.to[g.standing(to.Int64)]++
		}
		if links := strings.Split(relays.String, "\n"); len(links) > 1 {
			for _, name := range links[:len(links)-1] {
				p.via[name]++
			}
		}
		return nil
	})
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
	return &p.Profile, s.sample(&p.Profile, fmt.Sprintf(latest, mostSampled), args)
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

// SaidWith returns the attributions behind a CueUse of a speaker's profile, the latest
// that were added first; an empty outlet stands for all. At most 1000 are returned.
func (l *Ledger) SaidWith(ctx context.Context, speaker int64, lemma, outlet string) (found []export.Row, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		g, err := l.groups.upTo(s)
		if err != nil {
			return err
		}
		where, args := in("speaker_id", g.all(g.standing(speaker)))
		args = append(args, lemma)
		at := ""
		if outlet != "" {
			at, args = " AND o.name = ?", append(args, outlet)
		}
		var ids []int64
		err = s.fetch(fmt.Sprintf(`SELECT a.id FROM (SELECT article_id, number FROM article_speakers WHERE %s ORDER BY article_id DESC LIMIT %d) x
			JOIN attributions a ON a.article_id = x.article_id AND a.speaker = x.number JOIN terms c ON c.id = a.cue AND c.kind = 'cue' AND c.name = ?
			JOIN appearances p ON p.article_id = a.article_id AND p.earliest = 1 LEFT JOIN outlets o ON o.id = p.outlet_id
			WHERE 1 = 1%s ORDER BY a.id DESC LIMIT %d`, where, mostProfiled, at, mostOnPage), args, func(rows *sql.Rows) error {
			ids = append(ids, 0)
			return rows.Scan(&ids[len(ids)-1])
		})
		if err == nil {
			found, err = s.rows(ids)
		}
		return err
	})
	return found, l.problem("look for what a speaker says", err)
}
