package store

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"hearsay"
)

// fetch runs a query and calls f for each of its rows.
type fetch func(query string, args []any, f func(*sql.Rows) error) error

// loader reads readings, whole ones or those attributions of them that are asked
// for, with a few queries however many they are.
type loader struct {
	fetch fetch
	terms map[int64]string // names of the table terms
	whole bool             // readings with everything in them

	kept   []*keptReading
	byID   map[int64]*keptReading // by number of the article
	at     map[int64]*points      // by number of the article
	vias   map[int64]int64        // numbers of attributions → their keys
	pieces map[int64][]piece      // by number of the attribution
}

type piece struct {
	role          string
	start, length int
}

// storedAttribution is a row of the table attributions.
type storedAttribution struct {
	id, key, article                             int64
	form, act, stance, naming, medium, cue, rule sql.NullInt64
	negated, pieces                              bool
	source, cueSpan, content, addressee          [2]sql.NullInt64
	speaker, addresseeSpeaker, via               sql.NullInt64
	relays, saidAt                               sql.NullString
	score                                        int64
}

const attributionColumns = `a.id, a.key, a.article_id, a.form, a.act, a.stance, a.naming, a.medium, a.cue, a.rule, a.negated, a.pieces,
	a.source_start, a.source_length, a.cue_start, a.cue_length, a.content_start, a.content_length, a.addressee_start, a.addressee_length,
	a.speaker, a.addressee, a.via, a.relays, a.said_at, a.score`

func (s *storedAttribution) scan(rows *sql.Rows) error {
	return rows.Scan(&s.id, &s.key, &s.article, &s.form, &s.act, &s.stance, &s.naming, &s.medium, &s.cue, &s.rule, &s.negated, &s.pieces,
		&s.source[0], &s.source[1], &s.cueSpan[0], &s.cueSpan[1], &s.content[0], &s.content[1], &s.addressee[0], &s.addressee[1],
		&s.speaker, &s.addresseeSpeaker, &s.via, &s.relays, &s.saidAt, &s.score)
}

// load reads the whole reading of an article.
func (p *pen) load(article int64) (*keptReading, error) {
	names := make(map[int64]string, len(p.terms))
	for t, id := range p.terms {
		names[id] = t.name
	}
	l := loader{fetch: p.each, terms: names, whole: true}
	if err := l.load(nil, []int64{article}); err != nil {
		return nil, err
	}
	if len(l.kept) == 0 {
		return nil, ErrNotFound
	}
	return l.kept[0], nil
}

// load reads attributions with these numbers, or those of these articles if whole.
func (l *loader) load(attributions, articles []int64) error {
	l.byID, l.at = map[int64]*keptReading{}, map[int64]*points{}
	l.vias, l.pieces = map[int64]int64{}, map[int64][]piece{}
	column, ids := "a.id", attributions
	if l.whole {
		column, ids = "a.article_id", articles
	}
	var stored []storedAttribution
	where, args := in(column, ids)
	err := l.fetch("SELECT "+attributionColumns+" FROM attributions a WHERE "+where+" ORDER BY a.article_id, a.id", args, func(rows *sql.Rows) error {
		stored = append(stored, storedAttribution{})
		return stored[len(stored)-1].scan(rows)
	})
	if err != nil {
		return err
	}
	if !l.whole {
		for i := range stored {
			articles = append(articles, stored[i].article)
		}
		slices.Sort(articles)
		articles = slices.Compact(articles)
	}
	for _, step := range []func([]int64, []storedAttribution) error{l.loadArticles, l.loadSpeakers, l.loadPieces, l.loadVias, l.loadVoice} {
		if err := step(articles, stored); err != nil {
			return err
		}
	}
	for i := range stored {
		if err := l.attribution(&stored[i]); err != nil {
			return err
		}
	}
	if l.whole {
		for _, k := range l.kept {
			k.sort()
		}
	}
	return nil
}

// sort puts the attributions in the order of the text. That of their numbers may be
// another, if some came later by corrections.
func (k *keptReading) sort() {
	numbers := map[string]int64{}
	for i, id := range k.attributions {
		numbers[k.reading.Attributions[i].ID] = id
	}
	inTextOrder(k.reading)
	for i := range k.attributions {
		k.attributions[i] = numbers[k.reading.Attributions[i].ID]
	}
}

// of returns the reading of an article. That there is none is damage that no
// foreign key has kept away.
func (l *loader) of(article int64) (*keptReading, error) {
	if k, ok := l.byID[article]; ok {
		return k, nil
	}
	return nil, fmt.Errorf("%w: article %d is missing", ErrDamaged, article)
}

// in returns the condition that a column has one of some numbers. There are few
// statements of different lengths, so that most have been prepared before.
func in(column string, ids []int64) (string, []any) {
	if len(ids) == 0 {
		return "1 = 0", nil
	}
	n := len(ids)
	if n <= 1024 {
		n = 1 << bits.Len(uint(n-1))
	}
	args := make([]any, n)
	for i := range args {
		args[i] = ids[min(i, len(ids)-1)]
	}
	return column + " IN (" + strings.TrimSuffix(strings.Repeat("?,", len(args)), ",") + ")", args
}

func (l *loader) loadArticles(articles []int64, _ []storedAttribution) error {
	where, args := in("t.id", articles)
	return l.fetch(`SELECT t.id, t.sha256, t.language, t.dateline, t.engine, t.text, coalesce(p.url, p.address), o.name, p.title, p.bylines, p.published, p.file
		FROM articles t JOIN appearances p ON p.article_id = t.id AND p.earliest = 1 LEFT JOIN outlets o ON o.id = p.outlet_id
		WHERE `+where+" ORDER BY t.id", args, func(rows *sql.Rows) error {
		var id, engine int64
		var a hearsay.Article
		var sum []byte
		var dateline, url, outlet, title, bylines, published, file sql.NullString
		if err := rows.Scan(&id, &sum, &a.Language, &dateline, &engine, &a.Text, &url, &outlet, &title, &bylines, &published, &file); err != nil {
			return err
		}
		a.SHA256 = hex.EncodeToString(sum)
		a.ID = a.SHA256[:min(16, len(a.SHA256))]
		a.Dateline, a.URL, a.Outlet, a.Title = dateline.String, url.String, outlet.String, title.String
		a.Bylines, a.Published, a.File = listOf(bylines.String), published.String, file.String
		k := &keptReading{article: id, reading: &hearsay.Reading{Engine: l.terms[engine], Article: a}}
		l.kept = append(l.kept, k)
		l.byID[id], l.at[id] = k, newPoints(a.Text)
		return nil
	})
}

// loadSpeakers reads the speakers of the articles; of those that are not whole,
// the speakers that the attributions have.
func (l *loader) loadSpeakers(articles []int64, stored []storedAttribution) error {
	used := map[[2]int64]bool{}
	for i := range stored {
		for _, n := range []sql.NullInt64{stored[i].speaker, stored[i].addresseeSpeaker} {
			used[[2]int64{stored[i].article, n.Int64}] = true
		}
	}
	where, args := in("article_id", articles)
	return l.fetch("SELECT article_id, number, speaker_id, kind, name, role, organisation, mentions FROM article_speakers WHERE "+
		where+" ORDER BY article_id, number", args, func(rows *sql.Rows) error {
		var article, number, kind int64
		var speaker sql.NullInt64
		var s hearsay.Speaker
		var role, organisation, mentions sql.NullString
		if err := rows.Scan(&article, &number, &speaker, &kind, &s.Name, &role, &organisation, &mentions); err != nil {
			return err
		}
		k, err := l.of(article)
		if err != nil {
			return err
		}
		if !l.whole && !used[[2]int64{article, number}] {
			return nil
		}
		s.ID = speakerID(number)
		if s.Kind = l.terms[kind]; s.Kind == none {
			s.Kind = ""
		}
		s.Role, s.Organisation = role.String, organisation.String
		s.Mentions = spansOf(l.at[article], mentions.String)
		k.reading.Speakers = append(k.reading.Speakers, s)
		k.speakers = append(k.speakers, speaker.Int64)
		return nil
	})
}

func speakerID(number int64) string { return "s" + strconv.FormatInt(number, 10) }

func (l *loader) loadPieces(_ []int64, stored []storedAttribution) error {
	var ids []int64
	for i := range stored {
		if stored[i].pieces {
			ids = append(ids, stored[i].id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	where, args := in("attribution_id", ids)
	return l.fetch("SELECT attribution_id, role, span_start, span_length FROM pieces WHERE "+where+" ORDER BY attribution_id, role, number", args,
		func(rows *sql.Rows) error {
			var id int64
			var p piece
			err := rows.Scan(&id, &p.role, &p.start, &p.length)
			l.pieces[id] = append(l.pieces[id], p)
			return err
		})
}

func (l *loader) loadVias(_ []int64, stored []storedAttribution) error {
	var ids []int64
	for i := range stored {
		if l.whole {
			l.vias[stored[i].id] = stored[i].key
		} else if stored[i].via.Valid {
			ids = append(ids, stored[i].via.Int64)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	where, args := in("id", ids)
	return l.fetch("SELECT id, key FROM attributions WHERE "+where, args, func(rows *sql.Rows) error {
		var id, key int64
		err := rows.Scan(&id, &key)
		l.vias[id] = key
		return err
	})
}

// loadVoice reads what a whole reading has besides attributions.
func (l *loader) loadVoice(articles []int64, _ []storedAttribution) error {
	if !l.whole {
		return nil
	}
	where, args := in("article_id", articles)
	err := l.fetch("SELECT article_id, sentences FROM own_voice WHERE "+where, args, func(rows *sql.Rows) error {
		var article int64
		var sentences string
		if err := rows.Scan(&article, &sentences); err != nil {
			return err
		}
		k, err := l.of(article)
		if err == nil {
			k.reading.OwnVoice = spansOf(l.at[article], sentences)
		}
		return err
	})
	if err != nil {
		return err
	}
	return l.fetch("SELECT article_id, span_start, span_length FROM scare_quotes WHERE "+where+" ORDER BY article_id, span_start, span_length", args, func(rows *sql.Rows) error {
		var article int64
		var start, length int
		if err := rows.Scan(&article, &start, &length); err != nil {
			return err
		}
		k, err := l.of(article)
		if err == nil {
			k.reading.ScareQuotes = append(k.reading.ScareQuotes, l.at[article].bytesSpan(start, length))
		}
		return err
	})
}

// attribution adds a row to its reading.
func (l *loader) attribution(s *storedAttribution) error {
	k, err := l.of(s.article)
	if err != nil {
		return err
	}
	r := k.reading
	a := hearsay.Attribution{
		ID: idOf(s.key), Form: l.terms[s.form.Int64], Act: l.terms[s.act.Int64],
		Cue:    hearsay.Cue{Lemma: l.terms[s.cue.Int64], Stance: l.terms[s.stance.Int64], Negated: s.negated},
		Source: hearsay.Source{Naming: l.terms[s.naming.Int64]},
		Medium: l.terms[s.medium.Int64],
		SaidAt: s.saidAt.String,
		Score:  float64(s.score) / scoreScale,
		Rule:   l.terms[s.rule.Int64],
	}
	a.Source.Spans, a.Cue.Spans = l.spans(s, sourceRole, s.source), l.spans(s, cueRole, s.cueSpan)
	a.Content, a.Addressee.Spans = l.spans(s, contentRole, s.content), l.spans(s, addresseeRole, s.addressee)
	if s.speaker.Valid {
		a.Source.Speaker = speakerID(s.speaker.Int64)
	}
	if s.addresseeSpeaker.Valid {
		a.Addressee.Speaker = speakerID(s.addresseeSpeaker.Int64)
	}
	if s.via.Valid {
		a.Via = idOf(l.vias[s.via.Int64])
	}
	a.Chain = chainOf(r.Article.Outlet, s.relays.String, speakerName(r, a.Source.Speaker))
	k.attributions = append(k.attributions, s.id)
	r.Attributions = append(r.Attributions, a)
	return nil
}

// spans returns the spans of a role in bytes.
func (l *loader) spans(s *storedAttribution, role string, whole [2]sql.NullInt64) []hearsay.Span {
	if !whole[0].Valid || !whole[1].Valid {
		return nil
	}
	at := l.at[s.article]
	var spans []hearsay.Span
	for _, p := range l.pieces[s.id] {
		if p.role == role {
			spans = append(spans, at.bytesSpan(p.start, p.length))
		}
	}
	if spans == nil {
		spans = []hearsay.Span{at.bytesSpan(int(whole[0].Int64), int(whole[1].Int64))}
	}
	return spans
}
