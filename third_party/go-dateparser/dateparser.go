// Package dateparser stands in for github.com/markusmobius/go-dateparser,
// which go-trafilatura links (by way of go-htmldate) for its extensive search
// for dates. Hearsay never asks for that search, but linking the true package
// costs some 150 milliseconds and 90 megabytes of allocation at every start.
// This one has the few names that go-htmldate mentions and finds no date.
package dateparser

import (
	"errors"
	"time"
)

// ParserType names a way of parsing.
type ParserType uint8

// The ways of parsing that go-htmldate asks for.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// PreferredDateSource says whether an incomplete date lies in the past.
type PreferredDateSource uint8

// Past is the preference that go-htmldate states.
const Past PreferredDateSource = 1

// Parser is how go-htmldate calls this package.
type Parser struct{ ParserTypes []ParserType }

// Configuration is what go-htmldate hands to Parse.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Date is the result of Parse.
type Date struct{ Time time.Time }

// Parse always fails.
func (*Parser) Parse(*Configuration, string, ...string) (Date, error) {
	return Date{}, errors.New("dates in prose are not searched for")
}
