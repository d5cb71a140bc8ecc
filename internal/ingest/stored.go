package ingest

import (
	"encoding/json"
	"fmt"

	"hearsay"
)

// What Hearsay has written can be read in its turn: readings as "hearsay read" writes
// them, results as "hearsay worker" does, and the readings in Parquet that a run on
// many machines leaves (parquet.go). Such a Document gives the very article that was
// read then, and Input.Stored, the reading as it was written, so that a caller need
// not read the article again.

// The schemas of readings and results; see package export.
const (
	readingSchema = "hearsay.reading/1"
	resultSchema  = "hearsay.result/1"
)

// stored is what a reading says of its article.
type stored struct {
	article hearsay.Article
	reading []byte
	origin  storedOrigin // zero if it is not known
}

// storedArticle has the fields of hearsay.Article, whose names are those of the JSON.
type storedArticle hearsay.Article

// storedOrigin is where a text had come from when it was read.
type storedOrigin struct {
	Offset      int64
	Line        int
	Canonical   string
	BytesSHA256 string `json:"bytes_sha256"`
	Charset     string
	Flags       []string
}

// storedIn returns the reading that an object is or holds, nil if there is none: the
// JSON of it as text, or taken apart.
func storedIn(object map[string]any) any {
	if object["schema"] == readingSchema {
		return object
	}
	switch inner := object["reading"].(type) {
	case map[string]any:
		if object["schema"] == resultSchema && inner["schema"] == readingSchema {
			return inner
		}
	case string:
		var head struct{ Schema string }
		if json.Unmarshal([]byte(inner), &head) == nil && head.Schema == readingSchema {
			return inner
		}
	}
	return nil
}

// readStored makes a page of a reading.
func readStored(d *Document, dec decoded, reading any) (page, error) {
	fail := func(detail string) (page, error) {
		return page{}, &Error{Input: d.Name, Problem: ErrSyntax, Detail: detail, Next: "read the article again"}
	}
	var outer struct {
		Origin  storedOrigin
		Article storedArticle
		Reading json.RawMessage
	}
	if err := json.Unmarshal([]byte(dec.text), &outer); err != nil {
		return fail("a reading that is damaged: " + err.Error())
	}
	s := stored{article: hearsay.Article(outer.Article), reading: []byte(dec.text), origin: outer.Origin}
	if outer.Reading != nil { // it is in there, perhaps as text
		if s.reading = outer.Reading; s.reading[0] == '"' {
			s.reading = []byte(reading.(string))
		}
		var inner struct{ Article storedArticle }
		if err := json.Unmarshal(s.reading, &inner); err != nil {
			return fail("a reading that is damaged: " + err.Error())
		}
		s.article = hearsay.Article(inner.Article)
	}
	if made := hearsay.NewArticle(s.article.Text); made.SHA256 != s.article.SHA256 || made.ID != s.article.ID {
		return fail(fmt.Sprintf("a reading of another text: its SHA-256 begins with %.8q, not %.8q", made.SHA256, s.article.SHA256))
	}
	return page{body: s.article.Text, decoded: dec, whole: true, stored: &s, facts: Facts{Language: s.article.Language}}, nil
}

// settle gives an Input what the reading says. If another outlet is asked for, or a
// date where the article has none, it has to be read again.
func (s *stored) settle(in *Input, outlet, date string) {
	in.Article, in.Stored = s.article, s.reading
	if outlet != "" && outlet != s.article.Outlet {
		in.Article.Outlet, in.Stored = outlet, nil
	}
	if date != "" && s.article.Published == "" {
		in.Article.Published, in.Stored = date, nil
	}
	in.Facts.URL, in.Facts.Title, in.Facts.Outlet, in.Facts.Credit = s.article.URL, s.article.Title, in.Article.Outlet, s.article.Credit
	in.Facts.Bylines, in.Facts.Published, in.Facts.Modified = s.article.Bylines, in.Article.Published, s.article.Modified
	in.Origin.Record, in.Origin.Captured = s.article.Record, s.article.Captured
	in.BytesSum, in.Charset, in.Facts.Canonical = s.origin.BytesSHA256, s.origin.Charset, s.origin.Canonical
	in.Origin.Line, in.Origin.Offset = s.origin.Line, s.origin.Offset
	for _, name := range s.origin.Flags {
		if flag := in.Flags.named(name); flag != nil {
			*flag = true
		}
	}
}

// flagNames are what the flags of texts are called where they are kept.
var flagNames = []string{"decoding-loss", "repaired", "mojibake", "shortened", "date-guessed", "truncated", "altered", "date-doubtful"}

// named returns the flag that a name of flagNames stands for; nil for none.
func (f *Flags) named(name string) *bool {
	for i, flag := range []*bool{&f.DecodingLoss, &f.Repaired, &f.Mojibake, &f.Shortened, &f.DateGuessed, &f.Truncated, &f.Altered, &f.DateDoubtful} {
		if flagNames[i] == name {
			return flag
		}
	}
	return nil
}

// Names returns what the flags that are set are called where they are kept.
func (f Flags) Names() []string {
	var names []string
	for _, n := range flagNames {
		if *f.named(n) {
			names = append(names, n)
		}
	}
	return names
}
