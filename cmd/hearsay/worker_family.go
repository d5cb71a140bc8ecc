package main

import (
	"encoding/json"
	"fmt"
	"math"

	"hearsay/internal/compare"
	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// Families across an archive are found by a worker in two steps, between which its
// caller sorts (see compare/recall.go): which of some statements are alike, and how
// statements that hang together fall into families.

// itemStatement is a statement of an item.
type itemStatement struct {
	ID       string   `json:"id"`
	Article  string   `json:"article"`
	Text     string   `json:"text"`
	Form     string   `json:"form"`
	Speaker  string   `json:"speaker"`
	Kind     string   `json:"kind"`
	Role     string   `json:"role"`
	Of       string   `json:"organisation"`
	Headline bool     `json:"headline"`
	Keys     []uint32 `json:"keys"` // those under which all that have them are put side by side
}

// itemLink is a pair of statements, by ID.
type itemLink struct {
	A     string  `json:"a"`
	B     string  `json:"b"`
	Score float64 `json:"score"`
}

// links compares the statements of an item. Statements that are put side by side
// under several keys are compared under the smallest only; it.Key is the one they
// have come by, 0 if not all that have it are here.
func (it *workItem) links() []itemLink {
	kept := make([]compare.Recalled, len(it.Statements))
	for i := range it.Statements {
		s := &it.Statements[i]
		kept[i] = compare.Recalled{
			ID: s.ID, Article: s.Article, Text: s.Text, Form: s.Form, Headline: s.Headline,
			Speaker: compare.Speaker{Name: s.Speaker, Kind: s.Kind, Role: s.Role, Organisation: s.Of},
		}
	}
	links := compare.Links(compare.Recall(kept), func(i, j int) bool {
		return leastShared(it.Statements[i].Keys, it.Statements[j].Keys) == it.Key
	})
	out := make([]itemLink, len(links))
	for i, l := range links {
		out[i] = itemLink{it.Statements[l.A].ID, it.Statements[l.B].ID, math.Round(l.Score*1e4) / 1e4}
	}
	return out
}

// leastShared returns the smallest number that two lists have in common, 0 if none.
func leastShared(a, b []uint32) uint32 {
	least := uint32(0)
	for _, x := range a {
		for _, y := range b {
			if x == y && (least == 0 || x < least) {
				least = x
			}
		}
	}
	return least
}

// families joins the nodes of an item by its links.
func (it *workItem) families() ([][]string, error) {
	at := make(map[string]int, len(it.Nodes))
	for i, n := range it.Nodes {
		at[n] = i
	}
	links := make([]compare.Link, len(it.Links))
	for i, l := range it.Links {
		a, known := at[l.A]
		b, alsoKnown := at[l.B]
		if !known || !alsoKnown || a == b {
			return nil, fmt.Errorf("%w: the link of %q and %q is not one of two of its nodes", errNoItem, l.A, l.B)
		}
		links[i] = compare.Link{A: min(a, b), B: max(a, b), Score: l.Score}
	}
	var out [][]string
	for _, c := range compare.Cluster(len(it.Nodes), links) {
		family := make([]string, len(c))
		for i, n := range c {
			family[i] = it.Nodes[n]
		}
		out = append(out, family)
	}
	return out, nil
}

// sort answers an item of statements or of links.
func (c *child) sort(it *workItem) error {
	var made any
	if it.Nodes != nil {
		families, err := it.families()
		if err != nil {
			return err
		}
		made = map[string]any{"outcome": ingest.Read.String(), "families": families}
	} else {
		made = map[string]any{"outcome": ingest.Read.String(), "links": it.links()}
	}
	tail, err := json.Marshal(made)
	if err != nil {
		return err
	}
	line := export.AppendResultHead([]byte{'r', '0' + byte(ingest.Read)}, it.Item, "")
	line = append(append(append(line, ','), tail[1:]...), '\n')
	_, err = c.out.Write(line)
	return err
}
