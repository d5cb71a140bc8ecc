package ingest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

// Feeds are RSS (0.9 to 2.0), Atom (0.3 and 1.0) and JSON Feed. mmcdole/gofeed
// reads the first two; before it, feed_mend.go undoes what it would stumble over,
// and what it does wrong ends one feed. feed_json.go reads the third. An item of which the feed has the whole text is a
// Document; of one that the feed only announces the page is, which arrive.go
// fetches.

// feed is what is taken of a feed.
type feed struct {
	title    string
	language string
	own      bool // Hearsay made it, as export does
	items    []item
	notes    []string
}

// item is what is taken of one item.
type item struct {
	row             // link, text (marked up or plain), date of publication, title, authors
	modified string // ISO 8601
	whole    bool   // the text is all of the article
	doubtful string // what is wrong with its date; empty if nothing
}

// maxItems is the most items that are taken of a feed.
const maxItems = 100_000

// isFeed reports whether head begins with a feed in XML or JSON.
func isFeed(head []byte, in hints) bool {
	return rootIs("rss", "feed", "RDF")(head, in) || isJSONFeed(head, in)
}

// isJSONFeed reports whether head begins with an object that says that it is a
// JSON Feed.
func isJSONFeed(head []byte, in hints) bool {
	return isJSON(head, in) && strings.Contains(string(head), "https://jsonfeed.org/version/")
}

// splitFeed lists the items of a feed.
func splitFeed(in *input, yield func(Document) bool) bool {
	data, err := in.load()
	if err != nil {
		return yield(in.failed(err))
	}
	f, err := readFeed(in.name, in.from, data, in.options, in.label)
	if err != nil {
		return yield(in.failed(err))
	}
	if len(f.items) == 0 {
		d := in.document(nil)
		d.Err = &Error{Input: in.name, Problem: ErrNothingThere, Detail: strings.Join(append([]string{"a feed without items"}, f.notes...), "; ")}
		return yield(d)
	}
	number := 0
	for d := range f.documents(in) {
		if number++; number == 1 && len(f.notes) > 0 {
			d.note = strings.Join(f.notes, "; ")
		}
		if !yield(d) {
			return false
		}
	}
	return true
}

// documents lists the items as Documents, those that the feed lists again with an
// error that says so.
func (f *feed) documents(in *input) iter.Seq[Document] {
	return func(yield func(Document) bool) {
		seen := map[[sha256.Size]byte]int{}
		pages := 0
		for i := range f.items {
			d := in.record(i+1, 0, []byte(f.items[i].text))
			f.fill(&d, &f.items[i])
			key := f.items[i].key()
			switch first := seen[key]; {
			case d.Err != nil:
			case first > 0:
				d.Err = &Error{Input: d.Name, Problem: ErrListedTwice, Detail: fmt.Sprintf("item %d is the same", first)}
			case d.errand != nil:
				pages++
				in.follow(&d, pages)
				fallthrough
			default:
				seen[key] = i + 1
			}
			if !yield(d) {
				return
			}
		}
	}
}

// key is equal for items that are the same: by their address and text. What feeds
// give as identity is not looked at, because some give all items the same, and
// others a new one each time. Of an item whose page is fetched the address alone
// counts.
func (i *item) key() [sha256.Size]byte {
	if !i.whole && i.url != "" {
		return sha256.Sum256([]byte(i.url))
	}
	return sha256.Sum256([]byte(i.url + "\x00" + i.title + "\x00" + i.text))
}

// fill makes the Document of an item.
func (f *feed) fill(d *Document, i *item) {
	d.doubtful = i.doubtful
	d.Facts = Facts{URL: maskedAddress(i.url), Modified: i.modified}
	d.weak = Facts{Title: plainHeadline(i.title), Published: i.date, Language: languageTag(f.language), Outlet: i.outlet}
	d.weak.Bylines = bylines([]string{i.author}, i.outlet)
	if !i.whole && i.url != "" {
		d.Name = maskedAddress(i.url)
		d.Body = nil
		d.errand = &errand{address: i.url, robots: true, want: wantPage}
		return
	}
	if i.text == "" {
		d.Err = &Error{Input: d.Name, Problem: ErrNothingThere, Detail: "an item without text and address"}
	}
	cells := i.row
	d.format = format{name: "item", read: func(d *Document, o *Options) (page, error) {
		return cells.page(d, decoded{text: cells.text, charset: utf8Name}, []string{"title", "content"}, o)
	}}
}

// readFeed reads a feed. base is its address, or "".
func readFeed(name, base string, data []byte, o *Options, label string) (*feed, error) {
	dec, err := decode(name, data, labels{outside: label, inside: xmlLabel(data[:min(len(data), headSize)])})
	if err != nil {
		return nil, err
	}
	var f *feed
	note := ""
	if isJSON([]byte(dec.text[:min(len(dec.text), headSize)]), hints{}) {
		var object *jsonFeed
		if object, note, err = readJSONFeed(name, dec.text); err == nil {
			f = object.feed(base, o)
			f.own = strings.HasPrefix(stringOf(object.members["user_comment"]), "Made by Hearsay")
		}
	} else {
		f, note, err = readXMLFeed(name, base, dec.text, o)
	}
	if err != nil {
		return nil, err
	}
	if f.own { // what it says was read once already
		return nil, &Error{Input: name, Problem: ErrOwnFeed, Next: "read what the feed was made of"}
	}
	f.notes = dec.notes()
	if note != "" {
		f.notes = append(f.notes, note)
	}
	if len(f.items) > maxItems {
		f.notes = append(f.notes, fmt.Sprintf("the feed lists more than %d items; so many are read", maxItems))
		f.items = f.items[:maxItems]
	}
	return f, nil
}

// readXMLFeed reads RSS and Atom.
func readXMLFeed(name, base, text string, o *Options) (f *feed, note string, err error) {
	text, note, err = mendXML(name, text)
	if err != nil {
		return nil, "", err
	}
	parsed, err := guarded(name, o.Budget, func() (*gofeed.Feed, error) {
		return gofeed.NewParser().Parse(strings.NewReader(text))
	})
	var known *Error
	switch {
	case errors.As(err, &known):
		return nil, "", known
	case err != nil:
		return nil, "", &Error{Input: name, Problem: ErrSyntax, Detail: "the feed cannot be made out: " + oneLine(err.Error()), Next: "tell the site"}
	}
	f = &feed{title: plainHeadline(parsed.Title), language: parsed.Language, own: strings.HasPrefix(parsed.Generator, "Hearsay")}
	base = first(base, webAddress(parsed.Link))
	now := o.Now()
	for _, i := range parsed.Items[:min(len(parsed.Items), maxItems+1)] {
		if i != nil {
			f.items = append(f.items, newItem(i, f, base, now))
		}
	}
	return f, note, nil
}

// newItem takes what is wanted of an item.
func newItem(i *gofeed.Item, f *feed, base string, now time.Time) item {
	var n item
	n.url = itemAddress(i, base)
	n.title, n.outlet, n.language = i.Title, f.title, f.language
	n.text = first(strings.TrimSpace(i.Content), strings.TrimSpace(i.Description))
	var names []string
	for _, a := range i.Authors {
		if a != nil && a.Name != "" && len(names) < maxBylines {
			names = append(names, a.Name)
		}
	}
	n.author = strings.Join(names, ", ")
	n.setTimes(statedTime{i.PublishedParsed, i.Published}, statedTime{i.UpdatedParsed, i.Updated}, now)
	n.whole = isWhole(n.text, i.Content != "")
	return n
}

// itemAddress returns the address of an item's page, "" if it has none.
func itemAddress(i *gofeed.Item, base string) string {
	link := strings.TrimSpace(i.Link)
	if link == "" && len(i.Links) > 0 {
		link = strings.TrimSpace(i.Links[0])
	}
	if link == "" {
		link = webAddress(i.GUID)
	}
	return absolute(base, link)
}

// absolute returns an address of the web that may be relative to base, without
// credentials; "" if it is none.
func absolute(base, link string) string {
	u, err := url.Parse(link)
	if err != nil || link == "" {
		return ""
	}
	if from, err := url.Parse(base); err == nil {
		u = from.ResolveReference(u)
	}
	u.User = nil
	return webAddress(u.String())
}

// statedTime is a time as a feed states it, and as gofeed reads it.
type statedTime struct {
	parsed *time.Time // nil if it could not be read
	stated string
}

// setTimes notes when an item was published and modified. A time that cannot be
// right is kept, if it is one.
func (n *item) setTimes(published, modified statedTime, now time.Time) {
	n.modified, _ = modified.iso(now)
	n.date, n.doubtful = published.iso(now)
	if n.date == "" && n.doubtful == "" {
		n.date, n.doubtful = modified.iso(now)
	}
	if n.modified == n.date {
		n.modified = ""
	}
}

// iso returns the time in ISO 8601. doubtful says what is wrong with one that
// cannot be right: from the days before there were feeds, in the future, or no
// time at all.
func (t statedTime) iso(now time.Time) (iso, doubtful string) {
	stated := oneLine(t.stated)
	if t.parsed == nil {
		for _, layout := range []string{time.RFC3339, "2 Jan 2006 15:04", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04 -0700", "2006-01-02 15:04 -0700"} {
			if parsed, err := time.Parse(layout, stated); err == nil {
				t.parsed = &parsed
				break
			}
		}
	}
	shown, _ := cutText(stated, 60)
	if t.parsed == nil {
		if iso = isoTime(stated); iso == "" && stated != "" {
			doubtful = "the feed dates it “" + shown + "”, which is no date"
		}
		return iso, doubtful
	}
	if y := t.parsed.Year(); 1 <= y && y <= 9999 {
		iso = t.parsed.Format(time.RFC3339)
	}
	const ahead = 48 * time.Hour // clocks and zones that are wrong
	if t.parsed.Year() < 1980 || t.parsed.After(now.Add(ahead)) {
		doubtful = "the feed dates it “" + first(shown, iso) + "”, which cannot be right"
	} else if unknownZone(stated, *t.parsed) {
		doubtful = "the feed dates it “" + shown + "”, in a time zone that is not known; taken for UTC"
	}
	return iso, doubtful
}

// unknownZone reports whether a time ends with letters for a zone that gofeed did
// not know, so that the hour stayed as it was.
func unknownZone(stated string, parsed time.Time) bool {
	zone := stated[strings.LastIndexByte(stated, ' ')+1:]
	if len(zone) < 2 || strings.Trim(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return false
	}
	switch zone {
	case "GMT", "UTC", "UT", "WET", "AM", "PM":
		return false
	}
	return strings.Contains(stated, parsed.Format("15:04"))
}

// Bounds, in words, from which on the text of an item is taken for the whole
// article.
const (
	wholeContent     = 60  // of what the feed calls the content
	wholeDescription = 200 // of what it calls a description or summary
)

// isWhole reports whether the text of an item is the article, and not only its
// start or a summary.
func isWhole(text string, content bool) bool {
	if strings.Contains(text, "<") {
		m := scanMarkup(text)
		text = m.text()
	} else {
		text = html.UnescapeString(text)
	}
	least := wholeDescription
	if content {
		least = wholeContent
	}
	return len(strings.Fields(text)) >= least && !breaksOff(text)
}

// breaksOff reports whether a text ends as teasers do.
func breaksOff(text string) bool {
	last := strings.ToLower(strings.TrimSpace(text[strings.LastIndexByte(strings.TrimSpace(text), '\n')+1:]))
	last = strings.TrimRight(last, " »>→.)]")
	for _, end := range []string{"…", "[..", "&hellip;", "read more", "continue reading", "read on", "full story", "read the full article", "read the rest"} {
		if strings.HasSuffix(last, end) {
			return true
		}
	}
	return strings.HasSuffix(strings.TrimRight(strings.TrimSpace(text), ")]"), "...")
}
