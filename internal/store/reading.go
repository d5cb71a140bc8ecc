package store

import (
	"fmt"
	"math"
	"strconv"
	"unicode"

	"hearsay"
	"hearsay/internal/speakers"
)

// The roles of an attribution in the table pieces.
const (
	sourceRole    = "source"
	cueRole       = "cue"
	contentRole   = "content"
	addresseeRole = "addressee"
)

// scoreScale is what 1 is in the column score.
const scoreScale = 10000

// insertReading writes what was found in an article, which has none of it yet.
// reuse has the numbers that attributions have by their IDs; others get new ones.
func (p *pen) insertReading(article int64, r *hearsay.Reading, reuse map[string]int64) (*keptReading, error) {
	k := &keptReading{article: article, reading: r}
	at := newPoints(r.Article.Text)
	if err := p.insertSpeakers(k, at); err != nil {
		return nil, err
	}
	speakers := map[string]int64{}
	for i := range r.Speakers {
		speakers[r.Speakers[i].ID] = int64(i + 1)
	}
	rows := map[string]int64{}
	for i := range r.Attributions {
		id, ok := reuse[r.Attributions[i].ID]
		if !ok {
			var err error
			if id, err = p.number("attributions"); err != nil {
				return nil, err
			}
		}
		k.attributions = append(k.attributions, id)
		rows[r.Attributions[i].ID] = id
	}
	for i := range r.Attributions {
		if err := p.insertAttribution(k, i, at, speakers, rows); err != nil {
			return nil, err
		}
	}
	for _, s := range r.ScareQuotes {
		start, length := at.span(s)
		err := p.exec("INSERT INTO scare_quotes (article_id, span_start, span_length) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", article, start, length)
		if err != nil {
			return nil, err
		}
	}
	if len(r.OwnVoice) == 0 {
		return k, nil
	}
	return k, p.exec("INSERT INTO own_voice (article_id, sentences) VALUES (?, ?)", article, spansText(at, r.OwnVoice))
}

// insertSpeakers writes the speakers of a reading, numbered from 1.
func (p *pen) insertSpeakers(k *keptReading, at *points) error {
	named := namedSpeakers(k.reading)
	for i := range k.reading.Speakers {
		s := &k.reading.Speakers[i]
		kind, err := p.term("kind", orNone(s.Kind))
		if err != nil {
			return err
		}
		var speaker int64
		if named[s.ID] {
			if speaker, err = p.speaker(s.Name, kind); err != nil {
				return err
			}
		}
		k.speakers = append(k.speakers, speaker)
		err = p.exec("INSERT INTO article_speakers (article_id, number, speaker_id, kind, name, role, organisation, mentions) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			k.article, i+1, idOrNull(speaker), kind, clean(s.Name), textOrNull(s.Role), textOrNull(s.Organisation), textOrNull(spansText(at, s.Mentions)))
		if err != nil {
			return err
		}
	}
	return nil
}

// namedSpeakers returns the speakers whose names may mean the same one in another
// article: sources that are named, and organisations that begin as names do.
func namedSpeakers(r *hearsay.Reading) map[string]bool {
	named := map[string]bool{}
	for i := range r.Attributions {
		if s := &r.Attributions[i].Source; s.Naming == "named" {
			named[s.Speaker] = true
		}
	}
	for i := range r.Speakers {
		s := &r.Speakers[i]
		if first := []rune(withoutArticle(s.Name)); s.Kind == "organisation" && len(first) > 0 && unicode.IsUpper(first[0]) {
			named[s.ID] = true
		}
	}
	return named
}

// speaker returns the number of the speaker of the ledger that has a name; 0 if
// the name is none.
func (p *pen) speaker(name string, kind any) (int64, error) {
	folded := speakers.Key(name)
	if folded == "" || !speakers.IsName(name) {
		return 0, nil
	}
	var id int64
	if found, err := p.row("SELECT id FROM speakers WHERE folded = ? AND kind = ?", []any{folded, kind}, &id); found || err != nil {
		return id, err
	}
	id, err := p.number("speakers")
	if err != nil {
		return 0, err
	}
	return id, p.exec("INSERT INTO speakers (id, name, kind, folded) VALUES (?, ?, ?, ?)", id, clean(oneLine(name)), kind, folded)
}

func (p *pen) insertAttribution(k *keptReading, i int, at *points, speakers, rows map[string]int64) error {
	a := &k.reading.Attributions[i]
	key, err := keyOf(a.ID)
	if err != nil {
		return err
	}
	id := k.attributions[i]
	args := []any{id, key, k.article}
	for _, t := range []term{{"form", a.Form}, {"act", a.Act}, {"stance", a.Cue.Stance}, {"naming", a.Source.Naming},
		{"medium", a.Medium}, {"cue", a.Cue.Lemma}, {"rule", a.Rule}} {
		number, err := p.term(t.kind, t.name)
		if err != nil {
			return err
		}
		args = append(args, number)
	}
	pieces := 0
	for _, spans := range [][]hearsay.Span{a.Source.Spans, a.Cue.Spans, a.Content, a.Addressee.Spans} {
		if len(spans) == 0 {
			args = append(args, nil, nil)
			continue
		}
		start := at.runes(spans[0].Start)
		args = append(args, start, at.runes(spans[len(spans)-1].End)-start)
		if len(spans) > 1 {
			pieces = 1
		}
	}
	args = append(args, pieces, a.Cue.Negated, idOrNull(speakers[a.Source.Speaker]), idOrNull(speakers[a.Addressee.Speaker]),
		idOrNull(rows[a.Via]), textOrNull(linksText(k.reading, i)), textOrNull(a.SaidAt), storedScore(a.Score))
	err = p.exec(`INSERT INTO attributions (id, key, article_id, form, act, stance, naming, medium, cue, rule,
			source_start, source_length, cue_start, cue_length, content_start, content_length, addressee_start, addressee_length,
			pieces, negated, speaker, addressee, via, relays, said_at, score)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, args...)
	if err != nil || pieces == 0 {
		return err
	}
	return p.insertPieces(id, a, at)
}

// insertPieces writes the spans of roles that have more than one.
func (p *pen) insertPieces(id int64, a *hearsay.Attribution, at *points) error {
	for _, role := range []struct {
		name  string
		spans []hearsay.Span
	}{{sourceRole, a.Source.Spans}, {cueRole, a.Cue.Spans}, {contentRole, a.Content}, {addresseeRole, a.Addressee.Spans}} {
		if len(role.spans) < 2 {
			continue
		}
		for n, s := range role.spans {
			start, length := at.span(s)
			if err := p.exec("INSERT INTO pieces (attribution_id, role, number, span_start, span_length) VALUES (?, ?, ?, ?, ?)", id, role.name, n, start, length); err != nil {
				return err
			}
		}
	}
	return nil
}

// keyOf returns the number that the hexadecimal digits of an ID are, as a database
// keeps it.
func keyOf(id string) (int64, error) {
	key, err := strconv.ParseUint(id, 16, 64)
	if err != nil || len(id) != 16 {
		return 0, fmt.Errorf("%q is no ID of an attribution", id)
	}
	return int64(key), nil
}

// idOf is the reverse of keyOf.
func idOf(key int64) string { return fmt.Sprintf("%016x", uint64(key)) }

func storedScore(score float64) int64 {
	if !(score > 0) {
		return 0
	}
	return int64(math.Round(min(score, 1) * scoreScale))
}
