// Package query knows what people type into a search: words, "phrases", either
// OR or, -without, beginnings* and filters such as who:lavrov or since:2026-03.
// Every text is a query; what cannot be meant is left out with a note.
//
// In goes what was typed (parse.go); out comes a Query, a list of conditions
// that all hold (query.go). Words are compared folded (fold.go): without case,
// accents, ligatures and styles of quotation marks. The same folding makes the
// index, so that a ledger of any kind finds the same; the text of articles
// itself is never folded. highlight.go finds the words of a query in a text,
// rank.go puts hits in order.
package query
