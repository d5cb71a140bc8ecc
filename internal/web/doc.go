// Package web serves the ledger to a browser and to programs.
//
// A request goes through guard.go (who may ask, what browsers are told), to the
// row of routes.go that it matches, to a handler. A handler returns an answer:
// what a page shows, and the same as data and as rows. answer.go writes it in the
// format that the address asks for: a page, or .json, .csv, .atom and the other
// formats of package export. errors.go turns every error into a status and a
// sentence.
//
//	search.go, article.go, attribution.go, speaker.go   what the ledger has
//	feeds.go, queue.go              what comes in, and what of it failed
//	paste.go                        a text or an address, read at once
//	mark.go, diagram.go, chart.go   words, relays and numbers as they are shown
//	visible.go                      text of others, as text
//	api.go, batch.go, openapi.json  /api/v1
//	session.go                      password and tokens
//	health.go                       /healthz and /metrics
//
// Pages are made here and whole: they can be read and searched without scripts.
// Text of articles is only ever shown as text. The package keeps no state but
// sessions and counters.
package web
