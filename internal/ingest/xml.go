package ingest

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// element is one element of an XML text, or a piece of text between elements.
type element struct {
	name string // local; empty for text
	text string // only of text
	attr []xml.Attr
	kids []*element
}

// maxDepth is the depth from which on elements are laid into the one that is so
// deep: nothing an agency sends is nested like that.
const maxDepth = 200

// parseXML builds the tree of an XML text in UTF-8. External entities are never
// read, and entities a text declares itself are not expanded. If the text is
// damaged, the tree up to there is returned with the error.
func parseXML(text string) (*element, error) {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded already
	root := &element{}
	open := []*element{root}
	surplus := 0 // elements open beyond maxDepth
	for {
		token, err := dec.RawToken()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return root, err
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) >= maxDepth {
				surplus++
				continue
			}
			e := &element{name: t.Name.Local, attr: xml.CopyToken(t).(xml.StartElement).Attr}
			top.kids = append(top.kids, e)
			open = append(open, e)
		case xml.EndElement:
			if surplus > 0 {
				surplus--
				continue
			}
			open = open[:closes(open, t.Name.Local)]
		case xml.CharData:
			top.kids = append(top.kids, &element{text: string(t)})
		}
	}
}

// closes returns how many elements stay open after the end tag of name: an end
// tag nobody opened closes nothing.
func closes(open []*element, name string) int {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].name == name {
			return i
		}
	}
	return len(open)
}

// get returns the value of an attribute by its local name.
func (e *element) get(name string) string {
	for _, a := range e.attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// find returns the first element below e that has the name, nil if there is none.
func (e *element) find(name string) *element {
	if e == nil {
		return nil
	}
	for _, k := range e.kids {
		if strings.EqualFold(k.name, name) {
			return k
		}
		if found := k.find(name); found != nil {
			return found
		}
	}
	return nil
}

// all returns the elements below e that have the name, none of them within
// another of them.
func (e *element) all(name string) []*element {
	if e == nil {
		return nil
	}
	var found []*element
	for _, k := range e.kids {
		if strings.EqualFold(k.name, name) {
			found = append(found, k)
		} else {
			found = append(found, k.all(name)...)
		}
	}
	return found
}

// line returns the text of e in one line; "" for nil.
func (e *element) line() string {
	if e == nil {
		return ""
	}
	var w paragraphs
	w.element(e)
	return oneLine(w.String())
}

// paragraphsOf returns the text of e with an empty line between paragraphs.
func paragraphsOf(e *element) string {
	if e == nil {
		return ""
	}
	var w paragraphs
	w.element(e)
	return w.String()
}

// element adds the text of an XML tree of NITF or XHTML.
func (w *paragraphs) element(e *element) {
	if e.name == "" && e.kids == nil {
		w.text(e.text)
		return
	}
	switch name := strings.ToLower(e.name); name {
	case "media", "block-caption", "media-caption", "media-producer", "note", "fn", "credit":
		return
	case "hl1", "hl2", "block", "bq", "body.content", "body.end", "tagline", "byline", "dateline", "distributor", "abstract":
		w.end()
		defer w.end()
	default:
		switch effectOf(name) {
		case skipped:
			return
		case lineBreak:
			w.line()
		case cell:
			w.space()
		case block:
			w.end()
			defer w.end()
		}
	}
	for _, k := range e.kids {
		w.element(k)
	}
}
