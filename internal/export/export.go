// Package export writes readings in the formats of the trades that use them.
//
//	offset.go  bytes → code points, in which all formats count
//	row.go     one attribution with all that a table or an annotation says of it,
//	           context.go: what stands around it
//	flat.go    readings in which no word is in two attributions
//	jsonl.go   the contracts of JSON Lines: one object a document, or an
//	           attribution; json.go: how JSON is written
//	text.go    an account for people, with wrap.go and palette.go
//	explain.go why it is so, candidate by candidate, in the account and in JSON
//	brat.go    standoff annotation beside the text
//	writer.go  the formats of attributions, and how they are streamed
//	csv.go     tables, plain, for Excel and for text analysis; column.go: their columns
//	parquet.go the same columns for engines of queries
//	w3c.go     Web Annotation
//	schemaorg.go  Quotation and Claim
//	atom.go, rss.go, jsonfeed.go  feeds of a search; feed.go: what their items say
//	fragment.go   the address of the words in the page they come from
//
// What is made of whole readings (text, JSON Lines, brat) is a function that
// appends to a byte slice, so that readings can be encoded by several goroutines
// and written by one in order. What is made of attributions is written row by
// row by a Writer, whether they come from a reading or from the ledger. Nothing
// keeps a state beyond its stream or changes a reading.
package export
