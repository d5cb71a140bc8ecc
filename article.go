package hearsay

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Article is one text and what is known about it. Text is never changed after
// the article has been made: every Span points into it.
type Article struct {
	ID        string   // derived from Text: the first 16 hexadecimal digits of SHA256
	File      string   // path or "-" as the user gave it; empty if it did not come from a file
	URL       string   // address the text was read from; empty if none
	Outlet    string   // who published it ("TASS"), as stated in the text or by the caller
	Credit    string   // agency that it is credited to, if that is not the outlet; set by who reads pages and agencies' formats
	Title     string   // headline
	Bylines   []string // authors, in the order printed
	Dateline  string   // place and date line as printed, without the outlet ("MOSCOW, February 12.")
	Published string   // ISO 8601 date or time of publication; empty if not known
	Modified  string   // ISO 8601 date or time of the last change, as stated outside of the text; empty if not known
	Record    string   // WARC-Record-ID of the archive that File is in; empty if it is in none
	Captured  string   // ISO 8601 time at which it was archived; empty if it was not
	Language  string   // BCP 47 tag; "en" if not known
	Text      string   // valid UTF-8
	SHA256    string   // of Text, hexadecimal
}

// NewArticle makes an Article of plain text. It keeps text as it is, save that
// bytes which are not UTF-8 become U+FFFD, and reads from its layout the
// headline, bylines, dateline, outlet and date, each only where it is stated:
// a date without a year stays in Dateline. Language is "en". The time taken is
// linear in the length of text.
func NewArticle(text string) Article {
	text = strings.ToValidUTF8(text, "\uFFFD")
	sum := sha256.Sum256([]byte(text))
	l := readLayout(text)
	a := Article{
		SHA256:    hex.EncodeToString(sum[:]),
		Text:      text,
		Title:     strings.Join(strings.Fields(text[l.headline.Start:l.headline.End]), " "),
		Bylines:   l.bylines,
		Dateline:  l.place.text,
		Outlet:    l.place.outlet,
		Published: l.place.date.iso(),
		Language:  "en",
	}
	a.ID = a.SHA256[:16]
	if a.Outlet == "" {
		a.Outlet = l.outlet
	}
	if a.Published == "" {
		a.Published = l.published
	}
	return a
}

// HeadlineSpan returns the bytes of the headline in Text, if there is one.
func (a Article) HeadlineSpan() (Span, bool) {
	s := readLayout(a.Text).headline
	return s, s.End > s.Start
}

// DatelineSpan returns the bytes of the dateline in Text, from the place to the
// dash or colon and the space before the first sentence, if there is one.
func (a Article) DatelineSpan() (Span, bool) {
	s := readLayout(a.Text).dateline
	return s, s.End > s.Start
}

// CreditSpans returns the bytes of all lines of Text that are neither headline
// nor report, in text order: captions, bylines, dates, and the agency's note on
// who reported.
func (a Article) CreditSpans() []Span {
	l := readLayout(a.Text)
	spans := append(append([]Span{}, l.captions...), l.credits...)
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	return spans
}
