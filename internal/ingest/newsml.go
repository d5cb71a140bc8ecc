package ingest

import (
	"fmt"
	"strings"
)

// NewsML-G2 is the IPTC's envelope of news in XML: a newsMessage holds newsItems,
// a newsItem holds its text as XHTML, as NITF or plain.

// newsMLFormat is the format of one newsItem.
func newsMLFormat() format { return format{name: "newsItem", read: readNewsItem} }

// splitNewsML lists the newsItems of an envelope.
func splitNewsML(in *input, yield func(Document) bool) bool {
	data, err := in.load()
	if err != nil {
		return yield(in.failed(err))
	}
	whole := in.document(data)
	dec, err := decode(in.name, data, labels{inside: xmlLabel(data)})
	if err != nil {
		return yield(in.failed(err))
	}
	items := newsItems(dec.text)
	if len(items) < 2 {
		whole.format = newsMLFormat()
		return yield(whole)
	}
	for i, item := range items {
		d := in.record(i+1, 1+strings.Count(dec.text[:item[0]], "\n"), []byte(dec.text[item[0]:item[1]]))
		d.Name = fmt.Sprintf("%s:%d", in.name, d.Origin.Line)
		d.format, d.Label = newsMLFormat(), utf8Name
		if !yield(d) {
			return false
		}
	}
	return true
}

// newsItems returns the bytes of each newsItem of an envelope, half-open. A
// damaged one ends where the next begins.
func newsItems(text string) [][2]int {
	var items [][2]int
	for at := 0; ; {
		start := nextTag(text, at, "newsItem")
		if start < 0 {
			return items
		}
		next := nextTag(text, start+1, "newsItem")
		if next < 0 {
			next = len(text)
		}
		items = append(items, [2]int{start, next})
		at = next
	}
}

// nextTag returns the offset of the next start tag of the local name, -1 if
// there is none.
func nextTag(text string, from int, name string) int {
	for i := from; ; {
		j := strings.Index(text[i:], name)
		if j < 0 {
			return -1
		}
		i += j
		end := i + len(name)
		const longest = 32 // bytes of a prefix
		near := max(from, i-longest)
		open := near + strings.LastIndexByte(text[near:i], '<')
		whole := end < len(text) && strings.ContainsRune(" \t\r\n>/", rune(text[end]))
		if whole && open >= near && text[open] == '<' && isPrefix(text[open+1:i]) {
			return open
		}
		i = end
	}
}

// isPrefix reports whether s is empty or a prefix of a name, with its colon.
func isPrefix(s string) bool {
	return s == "" || strings.HasSuffix(s, ":") && !strings.ContainsAny(s, " \t\r\n</>\"'")
}

// readNewsItem makes a page of one newsItem.
func readNewsItem(d *Document, o *Options) (page, error) {
	dec, err := decode(d.Name, d.Body, labels{outside: d.Label, inside: xmlLabel(d.Body)})
	if err != nil {
		return page{}, err
	}
	root, damage := parseXML(dec.text)
	item := root.find("newsItem")
	if item == nil {
		return page{}, &Error{Input: d.Name, Problem: ErrOtherMedia, Detail: "NewsML-G2 without a newsItem"}
	}
	p, err := newsContent(d, item, dec, o)
	if err != nil {
		return page{}, err
	}
	p.facts = newsFacts(item).or(p.facts)
	p.cut = p.facts.bound() || p.cut
	p.putUnder(p.facts.Title)
	p.decoded = dec
	if damage != nil {
		p.notes = append(p.notes, "the XML is damaged ("+damage.Error()+"); what comes before is read")
	}
	if strings.TrimSpace(p.body) == "" {
		if damage != nil {
			return page{}, damagedXML(d, damage)
		}
		if class := attributeOf(item.find("itemClass"), "qcode"); class != "" && !strings.HasSuffix(class, ":text") {
			return page{}, &Error{Input: d.Name, Problem: ErrOtherMedia, Detail: "its class is " + class}
		}
		return page{}, &Error{Input: d.Name, Problem: ErrNoText, Detail: "a newsItem without a text", Next: "leave it out"}
	}
	return p, nil
}

// newsContent reads the text of a newsItem, from the first form it has.
func newsContent(d *Document, item *element, dec decoded, o *Options) (page, error) {
	set := item.find("contentSet")
	if nitf := set.find("nitf"); nitf != nil {
		return nitfPage(&element{kids: []*element{nitf}}), nil
	}
	for _, inline := range set.all("inlineXML") {
		if body := inline.find("body"); body != nil {
			return page{body: paragraphsOf(body)}, nil
		}
		if text := paragraphsOf(inline); text != "" {
			return innerPage(d, text, dec, o) // markup in CDATA
		}
	}
	for _, inline := range set.all("inlineData") {
		if media := inline.get("contenttype"); media == "" || strings.HasPrefix(media, "text/") {
			return innerPage(d, rawText(inline), dec, o)
		}
	}
	return page{}, nil
}

// rawText returns the text of e with its line ends.
func rawText(e *element) string {
	var b strings.Builder
	for _, k := range e.kids {
		b.WriteString(k.text)
		if k.name != "" {
			b.WriteString(rawText(k))
		}
	}
	return strings.TrimSpace(b.String())
}

// newsFacts returns what the metadata of a newsItem state.
func newsFacts(item *element) Facts {
	meta, info := item.find("contentMeta"), item.find("itemMeta")
	f := Facts{
		Title:     first(meta.find("headline").line(), info.find("title").line()),
		Outlet:    first(nameOf(info.find("provider")), nameOf(meta.find("infoSource")), item.find("copyrightHolder").line()),
		Credit:    meta.find("creditline").line(),
		Published: firstTime(meta.find("contentCreated").line(), info.find("firstCreated").line(), info.find("versionCreated").line()),
		Modified:  firstTime(meta.find("contentModified").line(), info.find("versionCreated").line()),
		Language:  languageTag(first(attributeOf(meta.find("language"), "tag"), item.get("lang"))),
	}
	names := []string{meta.find("by").line()}
	if names[0] == "" {
		for _, creator := range meta.all("creator") {
			names = append(names, nameOf(creator))
		}
	}
	f.Bylines = bylines(names, f.Outlet)
	return f
}

// nameOf returns the name of a party: its name element, else its literal.
func nameOf(e *element) string {
	if e == nil {
		return ""
	}
	if name := e.find("name").line(); name != "" {
		return name
	}
	return oneLine(first(e.get("literal"), afterColon(e.get("qcode"))))
}

// afterColon returns the code of a qcode ("nprov:VTA").
func afterColon(qcode string) string {
	_, code, _ := strings.Cut(qcode, ":")
	return code
}

// innerXML reads XML of an agency that stands in a field of something else.
func innerXML(d *Document, f format, text string, o *Options) (page, error) {
	inner := Document{Name: d.Name, Rel: d.Rel, Origin: d.Origin, Label: utf8Name, Body: []byte(text)}
	if f.name == "NITF" {
		return readNITF(&inner, o)
	}
	return readNewsItem(&inner, o)
}
