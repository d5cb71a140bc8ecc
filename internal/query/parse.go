package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The language of queries:
//
//	water level        both words, anywhere in the content
//	"water level"      side by side; any style of double quotation marks does
//	dam OR lock        either
//	-dam, -"the dam"   not there
//	negotiat*          words that begin so; two letters at least
//	who:torvek         a filter; who:"Ilan Torvek" for more words, -who:… for none
//	is:own-voice       what outlets say in their own voice instead of attributions
//
// A word with punctuation inside is the phrase of its parts: U.S. is "u s", don't
// is "don t". What has no letters or digits is left out.

// What is looked at of a query.
const (
	maxBytes = 8 << 10
	maxTerms = 64
)

// Parse returns the query that s means. It takes any text.
func Parse(s string) *Query {
	p := parser{rest: s, query: &Query{}}
	if len(s) > maxBytes {
		cut := maxBytes
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		p.rest = s[:cut]
		p.note("only the first %d bytes of the query were looked at", cut)
	}
	p.parse()
	q := p.query
	if text := strings.TrimSpace(s); len(q.Conditions) == 0 && !q.OwnVoice && text != "" {
		q.Nothing = true
		p.note("there is no word to look for in %s", shown(text))
	}
	return q
}

type parser struct {
	rest  string
	query *Query
	terms int
	or    bool // the next term belongs to the condition before
}

func (p *parser) note(format string, args ...any) {
	p.query.Notes = append(p.query.Notes, fmt.Sprintf(format, args...))
}

func (p *parser) parse() {
	for {
		p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
		if p.rest == "" {
			return
		}
		if p.terms == maxTerms {
			p.note("only the first %d terms of the query were looked at", maxTerms)
			return
		}
		word := bareWord(p.rest)
		if word == "OR" && len(p.query.Conditions) > 0 && strings.TrimSpace(p.rest[len(word):]) != "" {
			p.or, p.rest = true, p.rest[len(word):]
			continue
		}
		if word == "AND" && len(p.query.Conditions) > 0 && strings.TrimSpace(p.rest[len(word):]) != "" {
			p.rest = p.rest[len(word):]
			continue
		}
		p.term()
		p.or = false
	}
}

// term takes one term off the rest.
func (p *parser) term() {
	not := false
	if next := p.rest[1:]; p.rest[0] == '-' && next != "" && !startsBlank(next) {
		not, p.rest = true, next
	}
	field := p.field()
	value, quoted := p.value()
	if field == "is" {
		p.is(value, not)
		return
	}
	terms, err := newTerms(field, value, quoted)
	if err != nil {
		p.note("%v; it was searched for as words", err)
		terms, _ = newTerms(Content, string(field)+" "+value, true)
	}
	if len(terms) == 0 {
		return
	}
	p.terms += len(terms)
	if not { // none of several is each of them not
		for i := range terms {
			terms[i].Not = true
			p.add(terms[i : i+1])
		}
		return
	}
	p.add(terms)
}

func (p *parser) add(terms []Term) {
	c := p.query.Conditions
	if p.or && len(c) > 0 {
		c[len(c)-1] = append(c[len(c)-1], terms...)
		return
	}
	p.query.Conditions = append(c, slices.Clone(terms))
}

// is takes what stands after "is:".
func (p *parser) is(value string, not bool) {
	if value == "own-voice" && !not {
		p.query.OwnVoice = true
		return
	}
	p.note("is:%s is not known; there is is:own-voice", value)
}

// field takes the name of a field and its colon off the rest, if one is there.
func (p *parser) field() Field {
	colon := strings.IndexByte(p.rest, ':')
	if colon < 2 || colon > len("own-voice") {
		return Content
	}
	name := Field(strings.ToLower(p.rest[:colon]))
	after := p.rest[colon+1:]
	if name != "is" && !slices.Contains(Fields(), name) || after == "" || startsBlank(after) {
		return Content
	}
	p.rest = after
	return name
}

// value takes a quotation or a word off the rest.
func (p *parser) value() (value string, quoted bool) {
	if r, size := utf8.DecodeRuneInString(p.rest); isQuote(r) {
		inside := p.rest[size:]
		end := strings.IndexFunc(inside, isQuote)
		if end < 0 {
			p.rest = ""
			return inside, true
		}
		_, size = utf8.DecodeRuneInString(inside[end:])
		p.rest = inside[end+size:]
		value = inside[:end]
		if strings.HasPrefix(p.rest, "*") {
			value, p.rest = value+"*", p.rest[1:]
		}
		return value, true
	}
	value = bareWord(p.rest)
	p.rest = p.rest[len(value):]
	return value, false
}

// bareWord returns what s begins with, up to white space or a quotation mark.
func bareWord(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) })
	if end < 0 {
		return s
	}
	return s[:end]
}

func isQuote(r rune) bool { return r == '"' || strings.ContainsRune("“”„‟«»〝〞＂", r) }

func startsBlank(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

// newTerms returns the terms for what was typed: one, or one for each of several values
// parted by commas.
func newTerms(f Field, value string, quoted bool) ([]Term, error) {
	var terms []Term
	parts := []string{value}
	if f.Values() != nil && !quoted {
		parts = strings.Split(value, ",")
	}
	for _, part := range parts {
		t, err := newTerm(f, part)
		if err != nil {
			return nil, err
		}
		if len(t.Words) > 0 || f == Since || f == Until {
			terms = append(terms, t)
		}
	}
	return terms, nil
}

// newTerm returns the term for one value; of words without letters and digits
// it has no Words.
func newTerm(f Field, value string) (Term, error) {
	t := Term{Field: f}
	if values := f.Values(); values != nil {
		v := strings.ToLower(strings.TrimSpace(value))
		if !slices.Contains(values, v) {
			return t, fmt.Errorf("%s:%s cannot be: %s is one of %s", f, value, f, strings.Join(values, ", "))
		}
		t.Words = []string{v}
		return t, nil
	}
	switch f {
	case Since, Until:
		from, to, ok := days(strings.TrimSpace(value))
		if !ok {
			return t, fmt.Errorf("%s:%s is no date: write a day (2026-03-09), a month (2026-03) or a year", f, value)
		}
		t.Day = from
		if f == Until {
			t.Day = to
		}
		return t, nil
	case Speaker:
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil || n < 1 {
			return t, fmt.Errorf("%s:%s is no number of a speaker", f, value)
		}
		t.Words = []string{strconv.FormatInt(n, 10)}
		return t, nil
	}
	t.Words = strings.Fields(Fold(value))
	if last := strings.TrimSuffix(value, "*"); last != value && len(t.Words) > 0 && endsInWord(last) {
		t.Prefix = utf8.RuneCountInString(t.Words[len(t.Words)-1]) > 1
	}
	return t, nil
}

// endsInWord reports whether the last character of s is part of a word.
func endsInWord(s string) bool {
	_, size := utf8.DecodeLastRuneInString(s)
	return Fold(s[len(s)-size:]) != ""
}

// shown returns what was typed, short enough to be told.
func shown(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}
