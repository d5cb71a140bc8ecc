package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"hearsay"
)

// page is what a format makes of a Document.
type page struct {
	body     string // paragraphs, with an empty line between them
	headline string // printed above the body unless it stands there already
	facts    Facts
	decoded  decoded // how the bytes were decoded; its text is not looked at
	notes    []string
	dropped  []string // notices that stood between the paragraphs
	cut      bool     // facts were cut
	guessed  bool     // the date of publication is a guess
	whole    bool     // body is the text as the user gave it
	judged   bool     // it came from a page of a site and may be no article
	stored   *stored  // what the Document says if it is a reading
}

// Read makes the Input of a Document. It may be called by many goroutines.
func (s *Stream) Read(d Document) Input {
	in := Input{Name: d.Name, Rel: d.Rel, Origin: d.Origin, Facts: d.Facts, Outcome: Failed}
	if in.Err = d.open(); in.Err != nil {
		s.excuse(&in, &d)
		return in
	}
	in.BytesSum = sumOf(d.Body)
	p, err := s.page(&d)
	if s.fetchText(&d, err) {
		in.BytesSum, in.Origin = sumOf(d.Body), d.Origin
		p, err = s.page(&d)
	}
	if err != nil {
		in.Err = err
		s.excuse(&in, &d)
		return in
	}
	in.tell(&d, &p)
	s.settle(&in, p)
	return in
}

// tell takes over what is known of a page besides its text. References in markup
// can be to characters that text does not hold; they go here.
func (in *Input) tell(d *Document, p *page) {
	if p.guessed && d.weak.Published != "" { // rather than a date that stands somewhere on the page
		p.facts.Published, p.guessed = "", false
	}
	p.body, p.headline = p.decoded.withoutControls(p.body), p.decoded.withoutControls(p.headline)
	in.Facts = d.Facts.or(p.facts).or(d.weak)
	in.Facts.withoutControls(&p.decoded)
	in.Charset, in.Flags = p.decoded.charset, p.decoded.flags()
	in.Flags.Truncated, in.Flags.Altered = d.flags.Truncated, d.flags.Altered
	in.Flags.Shortened, in.Flags.DateGuessed = p.cut, p.guessed && d.Facts.Published == ""
	in.Flags.DateDoubtful = d.doubtful != ""
	var notes []string
	for _, n := range append(append([]string{d.note}, append(p.decoded.notes(), p.notes...)...), d.doubtful) {
		if n != "" {
			notes = append(notes, n)
		}
	}
	in.Note = strings.Join(notes, "; ")
}

func sumOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// page reads the Document in its format.
func (s *Stream) page(d *Document) (page, error) {
	if err := d.pending(); err != nil {
		return page{}, err
	}
	if d.format.read == nil {
		d.format = recognise(d.Body[:min(len(d.Body), headSize)], hints{name: d.Name, media: d.Media, fields: s.options.Fields})
	}
	if d.format.split != nil {
		inner, err := only(d, &s.options)
		if err != nil {
			return page{}, err
		}
		inner.Facts = d.Facts.or(inner.Facts)
		*d = inner
		if err := d.pending(); err != nil {
			return page{}, err
		}
	}
	if d.format.name == "HTML" {
		return s.layOut(d)
	}
	return d.format.read(d, &s.options)
}

// only returns the one Document of a container that came as a Document.
func only(d *Document, o *Options) (Document, error) {
	var all []Document
	in := inMemory(d, o)
	d.format.split(in, func(inner Document) bool {
		all = append(all, inner)
		return len(all) < 2
	})
	if len(all) != 1 {
		return *d, &Error{Input: d.Name, Problem: ErrFormat, Detail: "it holds several articles, or none, within a container", Next: "unpack the container"}
	}
	all[0].Name, all[0].Rel, all[0].Origin = d.Name, d.Rel, d.Origin
	return all[0], all[0].Err
}

// excuse turns into an outcome what is no failure: an agency's picture, and a
// file that was only met on the way and whose format is not one of news.
func (s *Stream) excuse(in *Input, d *Document) {
	var e *Error
	if !errors.As(in.Err, &e) {
		return
	}
	switch {
	case errors.Is(e, ErrOtherMedia), errors.Is(e, ErrNothingThere):
		in.Outcome = NoArticle
	case (errors.Is(e, ErrFormat) || errors.Is(e, ErrNotRegular)) && d.found:
		in.Outcome = OtherFormat
	case errors.Is(e, ErrNoPage):
		in.Outcome = NoPage
	case errors.Is(e, ErrRepeated), errors.Is(e, ErrListedTwice):
		in.Outcome = Repeated
	case errors.Is(e, ErrNotFetched):
		in.Outcome = NotFetched
	default:
		return
	}
	in.Err, in.Note = nil, e.reason()
}

// settle makes the article of a page and finds its outcome.
func (s *Stream) settle(in *Input, p page) {
	if strings.TrimSpace(p.body) == "" && !p.judged {
		s.settleEmpty(in, p)
		return
	}
	if s.options.Strict && in.Flags.DecodingLoss {
		detail := p.decoded.first
		if detail == "" {
			detail = plural(p.decoded.replaced, "character") + " replaced"
		}
		in.Err = &Error{Input: in.Name, Problem: ErrEncoding, Detail: detail, Next: "convert the file to UTF-8, or leave --strict away to read it with U+FFFD"}
		return
	}
	if p.judged {
		if why := noArticle(p, in.Facts); why != "" {
			in.Outcome = NoArticle
			in.Note = strings.TrimSuffix("not an article: "+why+"; "+in.Note, "; ")
			return
		}
	}
	tag, english := language(in.Facts.Language, p.body)
	if !english && p.stored == nil && s.options.Language != AnyLanguage {
		in.Outcome, in.Note = OtherLanguage, "the language is "+tag+", not English; --lang any reads it nevertheless"
		in.Facts.Language = tag
		return
	}
	in.Outcome = Read
	in.Article = article(in, p)
	if !p.whole {
		in.Body = len(in.Article.Text) - len(p.body)
	}
	in.Article.Language = tag
	if s.options.Outlet != "" {
		in.Article.Outlet = s.options.Outlet
	}
	if in.Article.Published == "" {
		in.Article.Published = s.options.Date
	}
	if p.stored != nil {
		p.stored.settle(in, s.options.Outlet, s.options.Date)
	}
}

// settleEmpty makes the Input of a Document without text.
func (s *Stream) settleEmpty(in *Input, p page) {
	why := "empty: there is nothing to read"
	if p.body != "" {
		why = "only white space: there is nothing to read"
	}
	if s.options.Strict {
		in.Err = &Error{Input: in.Name, Problem: ErrNoText, Next: "leave --strict away to count empty inputs as read"}
		return
	}
	in.Outcome, in.Note = Empty, strings.TrimSuffix(why+"; "+in.Note, "; ")
	in.Article = article(in, p)
}

// article makes the article of a page, with what was stated outside of its text.
func article(in *Input, p page) hearsay.Article {
	a := hearsay.NewArticle(p.text())
	f := &in.Facts
	a.File, a.URL = in.Name, f.URL
	if a.URL == "" {
		a.URL = f.Canonical
	}
	if f.Outlet == "" {
		f.Outlet = a.Outlet
	} else if f.Credit == "" && a.Outlet != "" {
		f.Credit = a.Outlet // the dateline or byline names an agency
	}
	if sameOutlet(f.Credit, f.Outlet) {
		f.Credit = ""
	}
	a.Outlet, a.Credit, a.Modified = f.Outlet, f.Credit, f.Modified
	a.Record, a.Captured = in.Origin.Record, in.Origin.Captured
	if f.Title != "" {
		a.Title = f.Title
	}
	if len(f.Bylines) > 0 {
		a.Bylines = f.Bylines
	}
	if f.Published != "" {
		a.Published = f.Published
	}
	return a
}

// sameOutlet reports whether two names of outlets are one: the same words, or the
// initials of the other ("VTA", "Vanter Telegraph Agency").
func sameOutlet(a, b string) bool {
	return sameWords(a, b) || sameWords(a, initials(b)) || sameWords(b, initials(a))
}

// initials returns the first letters of the words of a name.
func initials(name string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(name) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsUpper(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// putUnder puts a headline above the body. A body that begins with it, in a line
// of its own, gives that line up.
func (p *page) putUnder(headline string) {
	p.headline = headline
	before, rest, _ := strings.Cut(p.body, "\n")
	if headline != "" && sameWords(before, headline) {
		p.headline, p.body = strings.TrimSpace(before), strings.TrimLeft(rest, "\r\n")
	}
}

// text returns headline and body. The headline comes first, so that whoever
// reads the layout finds it.
func (p page) text() string {
	switch {
	case p.headline == "" || p.whole:
		return p.body
	case p.body == "":
		return p.headline
	}
	return p.headline + "\n\n" + p.body
}
