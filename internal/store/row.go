package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
	rows := make([]export.Row, len(ids))
	for _, k := range l.kept {
		for i, row := range export.Rows(k.reading) {
			rows[at[k.attributions[i]]] = row
		}
	}
	return slices.DeleteFunc(rows, func(r export.Row) bool { return r.ID == "" }), nil
}

// ownVoiceRows returns sentences in the own voice of outlets as rows without
// source and cue.
func (s *snapshot) ownVoiceRows(ids []int64) ([]export.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	l := loader{fetch: s.fetch, terms: s.names}
	found, err := l.loadOwnVoice(ids)
	if err != nil {
		return nil, err
	}
	rows := make([]export.Row, 0, len(ids))
	for _, id := range ids {
		v, ok := found[id]
		if !ok {
			continue
		}
		r := *v.kept.reading
		r.Attributions = []hearsay.Attribution{{
			ID: ownVoiceID(&r.Article, v.span), Content: []hearsay.Span{v.span}, Source: hearsay.Source{Naming: "outlet"},
			Chain: chainOf(r.Article.Outlet, "", ""), Score: 1, Rule: "own voice",
		}}
		rows = append(rows, export.Rows(&r)...)
	}
	return rows, nil
}

// ownVoiceID derives the ID of a sentence in an outlet's own voice from its text and
// place, in the manner of those of attributions.
func ownVoiceID(a *hearsay.Article, s hearsay.Span) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|own voice| %d-%d", a.SHA256, s.Start, s.End))
	return hex.EncodeToString(sum[:8])
}
