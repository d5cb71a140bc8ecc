package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"hearsay/internal/export"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// facetLimit is how many speakers and outlets are told.
const facetLimit = 20

// facets prints how many hits there are by speaker, outlet and month.
func (s *searching) facets(ctx context.Context, q *query.Query) error {
	total, err := s.ledger.Count(ctx, q)
	if err != nil {
		return err
	}
	found, err := s.ledger.Facets(ctx, q, facetLimit)
	if err != nil {
		return err
	}
	groups := []facetGroup{{"who", found.Who}, {"outlet", found.Outlets}, {"month", found.Months}}
	switch s.flags.format {
	case formatText:
		err = s.facetBars(groups, total)
	case formatJSONL:
		encoder := json.NewEncoder(s.out)
		encoder.SetEscapeHTML(false)
		for _, g := range groups {
			for _, f := range g.facets {
				if err := encoder.Encode(map[string]any{"facet": g.name, "value": f.Name, "count": f.Count}); err != nil {
					return err
				}
			}
		}
	case "csv":
		w := csv.NewWriter(s.out)
		_ = w.Write([]string{"facet", "value", "count"})
		for _, g := range groups {
			for _, f := range g.facets {
				_ = w.Write([]string{g.name, f.Name, fmt.Sprint(f.Count)})
			}
		}
		w.Flush()
		err = w.Error()
	default:
		return usageError{fmt.Errorf("--facets are printed as text, jsonl or csv")}
	}
	if err == nil && total == 0 {
		err = errNothingFound
	}
	return err
}

type facetGroup struct {
	name   string
	facets []store.Facet
}

// facetBars prints the groups with a bar for each count.
func (s *searching) facetBars(groups []facetGroup, total int64) error {
	width := terminalWidth(s.std.out)
	if width <= 0 || width > 100 {
		width = 80
	}
	for _, g := range groups {
		if len(g.facets) == 0 {
			continue
		}
		var most int64
		for _, f := range g.facets {
			most = max(most, f.Count)
		}
		if _, err := fmt.Fprintln(s.out, "By "+map[string]string{"who": "speaker"}[g.name]+strings.TrimPrefix(g.name, "who")); err != nil {
			return err
		}
		for _, f := range g.facets {
			line := export.AppendBar(nil, f.Name, f.Count, most, width)
			if _, err := s.out.Write(line); err != nil {
				return err
			}
		}
		fmt.Fprintln(s.out)
	}
	_, err := fmt.Fprintln(s.out, counted(total, "hit", "hits"))
	return err
}
