// Package export writes readings in the formats of the trades that use them.
//
//	offset.go  bytes → code points, in which all formats count
//	row.go     one attribution with all that a table or an annotation says of it,
//	           context.go: what stands around it
//	flat.go    readings in which no word is in two attributions
//	jsonl.go   the contract: one object a document
//	csv.go     one row an attribution
//	brat.go    standoff annotation beside the text
//	text.go    an account for people, with wrap.go and palette.go
//	explain.go why it is so, candidate by candidate, in the account and in JSON
//
// Every format is a function that appends to a byte slice, so that readings can
// be encoded by several goroutines and written by one in order. The functions
// keep no state and never change the reading.
package export
