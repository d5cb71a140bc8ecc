package store

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"hearsay"
	"hearsay/internal/export"
)

// rows returns the attributions with these numbers, in this order.
func (s *snapshot) rows(ids []int64) ([]export.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	l := loader{fetch: s.fetch, terms: s.names}
	if err := l.load(ids, nil); err != nil {
		return nil, err
	}
	at := make(map[int64]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	names, err := s.identify(l.kept)
	if err != nil {
		return nil, err
	}
	rows := make([]export.Row, len(ids))
	for _, k := range l.kept {
		for i, row := range export.Rows(k.reading) {
			names.of(k, &row.Source)
			names.of(k, &row.Addressee)
			rows[at[k.attributions[i]]] = row
		}
	}
	return slices.DeleteFunc(rows, func(r export.Row) bool { return r.ID == "" }), nil
}

// ownVoiceRows returns what articles with these numbers say in the outlet's own
// voice, in the sentences that match, as rows without source and cue.
func (s *snapshot) ownVoiceRows(ids []int64, matches func(sentence string) bool) ([]export.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	l := loader{fetch: s.fetch, terms: s.names, whole: true}
	if err := l.load(nil, ids); err != nil {
		return nil, err
	}
	rows := make([]export.Row, 0, len(ids))
	for _, id := range ids {
		k, ok := l.byID[id]
		if !ok {
			continue
		}
		r := *k.reading
		spans := slices.Clone(r.OwnVoice)
		if some := slices.DeleteFunc(slices.Clone(spans), func(s hearsay.Span) bool { return !matches(r.Slice(s)) }); len(some) > 0 {
			spans = some
		}
		r.Attributions = []hearsay.Attribution{{
			ID: ownVoiceID(&r.Article), Content: spans, Source: hearsay.Source{Naming: "outlet"},
			Chain: chainOf(r.Article.Outlet, "", ""), Score: 1, Rule: "own voice",
		}}
		rows = append(rows, export.Rows(&r)...)
	}
	return rows, nil
}

// ownVoiceID derives the ID of what an article says in the outlet's own voice, in
// the manner of those of attributions.
func ownVoiceID(a *hearsay.Article) string {
	sum := sha256.Sum256([]byte(a.SHA256 + "|own voice"))
	return hex.EncodeToString(sum[:8])
}
