package ingest

import (
	"encoding/json"
	"errors"
	"strings"
)

// A JSON Feed is an object with a list of items. Its members are often not of the
// kind that jsonfeed.org asks for, so that each is looked at by itself; what is
// nothing of use is passed over, and of a feed that is damaged the items before
// the damage are taken.

// jsonFeed is what is taken of the object.
type jsonFeed struct {
	members map[string]any
	items   []map[string]any
}

// readJSONFeed reads the text of a JSON Feed.
func readJSONFeed(name, text string) (*jsonFeed, string, error) {
	f := &jsonFeed{members: map[string]any{}}
	fault := f.read(json.NewDecoder(strings.NewReader(text)))
	switch {
	case fault == nil:
		return f, "", nil
	case len(f.items) == 0:
		return nil, "", &Error{Input: name, Problem: ErrSyntax, Detail: "the feed is damaged before the end of its first item: " + fault.Error(), Next: "tell the site"}
	}
	return f, "the feed is damaged (" + fault.Error() + "); its items up to there are read", nil
}

// read takes the members of the object one after the other.
func (f *jsonFeed) read(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		if key == "items" && f.items == nil {
			if err := f.readItems(dec); err != nil {
				return err
			}
			continue
		}
		var value any
		if err := dec.Decode(&value); err != nil {
			return err
		}
		if name, ok := key.(string); ok && len(f.members) < 100 {
			f.members[name] = value
		}
	}
	_, err := dec.Token()
	return err
}

// readItems takes the items that are objects.
func (f *jsonFeed) readItems(dec *json.Decoder) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('[') {
		if delim, ok := token.(json.Delim); ok {
			return errors.New("its items are no list, but begin with " + delim.String())
		}
		return nil
	}
	for dec.More() {
		var value any
		if err := dec.Decode(&value); err != nil {
			return err
		}
		if object, ok := value.(map[string]any); ok && len(f.items) <= maxItems {
			f.items = append(f.items, object)
		}
	}
	_, err = dec.Token()
	return err
}

// feed makes a feed of the object.
func (f *jsonFeed) feed(base string, o *Options) *feed {
	out := &feed{title: plainHeadline(stringOf(f.members["title"])), language: stringOf(f.members["language"])}
	if home := stringOf(f.members["home_page_url"]); base == "" {
		base = webAddress(home)
	}
	for _, object := range f.items {
		content := first(stringOf(object["content_html"]), stringOf(object["content_text"]))
		var n item
		n.url = absolute(base, first(stringOf(object["url"]), stringOf(object["external_url"]), webAddress(stringOf(object["id"]))))
		n.title, n.outlet, n.language = stringOf(object["title"]), out.title, first(stringOf(object["language"]), out.language)
		n.text = first(content, stringOf(object["summary"]))
		n.author = plainValue(object["authors"])
		if n.author == "" {
			n.author = stringOf(object["author"])
		}
		published, modified := stringOf(object["date_published"]), stringOf(object["date_modified"])
		n.setTimes(statedTime{stated: published}, statedTime{stated: modified}, o.Now())
		n.whole = isWhole(n.text, content != "")
		out.items = append(out.items, n)
	}
	return out
}
