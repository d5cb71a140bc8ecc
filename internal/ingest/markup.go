package ingest

import (
	"strings"

	"golang.org/x/net/html"
)

// markup is what can be read of HTML token by token, without a tree. It takes
// linear time and little memory whatever the markup.
type markup struct {
	blocks []blockText
	claims claims
}

// blockText is the text of one block.
type blockText struct {
	text   string
	linked int  // bytes of it that are links
	head   bool // a heading
}

// scanMarkup reads HTML, or a part of a page.
func scanMarkup(source string) markup {
	s := markupScanner{tokens: html.NewTokenizer(strings.NewReader(unwrapCDATA(source)))}
	for s.next() {
	}
	s.endBlock()
	return s.markup
}

// unwrapCDATA takes away the marks of CDATA sections, which HTML does not have.
func unwrapCDATA(source string) string {
	if !strings.Contains(source, "<![CDATA[") {
		return source
	}
	return strings.NewReplacer("<![CDATA[", "", "]]>", "").Replace(source)
}

// markupScanner is the state of scanMarkup.
type markupScanner struct {
	markup
	tokens *html.Tokenizer
	block  paragraphs
	linked int
	head   bool

	skip  string // the element whose content is left out, "" if none
	depth int    // of elements of that name within it
	link  int    // depth of links
	wants string // the element whose text the claims want: "title", "h1", "script"
	heard strings.Builder
}

// next reads one token; it returns false at the end.
func (s *markupScanner) next() bool {
	switch kind := s.tokens.Next(); kind {
	case html.ErrorToken:
		return false
	case html.TextToken:
		s.text()
	case html.StartTagToken, html.SelfClosingTagToken:
		s.start(kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		s.end()
	}
	return true
}

func (s *markupScanner) text() {
	if s.skip != "" && s.wants == "" {
		return
	}
	text := string(s.tokens.Text())
	if s.wants != "" {
		if s.wants != "script" {
			text = html.UnescapeString(text)
		}
		s.heard.WriteString(text)
	}
	if s.skip != "" {
		return
	}
	text = html.UnescapeString(text)
	if s.link > 0 {
		s.linked += len(text)
	}
	s.block.text(text)
}

// start reads a start tag.
func (s *markupScanner) start(closed bool) {
	name, attrs := s.tag()
	s.claims.element(name, attrs)
	effect := effectOf(name)
	switch {
	case s.skip == name && !closed:
		s.depth++
	case s.skip != "" && name != "title":
		return
	case name == "title" || name == "h1" || name == "script" && isLinkedData(attrs):
		s.wants = name
		s.heard.Reset()
		if effect == skipped {
			s.skip, s.depth = name, 0
		} else {
			s.endBlock()
			s.head = true
		}
	case (effect == skipped && name != "head" || isHidden(name, attrs)) && !closed && !isVoid(name):
		s.skip, s.depth = name, 0
	case name == "a":
		s.link++
	default:
		s.apply(name, effect)
	}
}

// tag returns the name and attributes of the tag just read.
func (s *markupScanner) tag() (string, []html.Attribute) {
	name, more := s.tokens.TagName()
	tag := string(name)
	const most = 100 // attributes that are looked at
	var attrs []html.Attribute
	for more && len(attrs) < most {
		var key, value []byte
		key, value, more = s.tokens.TagAttr()
		attrs = append(attrs, html.Attribute{Key: string(key), Val: string(value)})
	}
	return tag, attrs
}

// apply ends blocks, lines and words at a tag.
func (s *markupScanner) apply(name string, e effect) {
	switch e {
	case block:
		s.endBlock()
		s.head = len(name) == 2 && name[0] == 'h' && name != "hr"
	case lineBreak:
		s.block.line()
	case cell:
		s.block.space()
	}
}

// end reads an end tag.
func (s *markupScanner) end() {
	b, _ := s.tokens.TagName()
	name := string(b)
	if name == s.wants {
		s.claims.content(name, s.heard.String())
		s.wants = ""
	}
	if s.skip != "" {
		if name == s.skip {
			if s.depth--; s.depth < 0 {
				s.skip = ""
			}
		}
		return
	}
	if name == "a" && s.link > 0 {
		s.link--
	}
	s.apply(name, effectOf(name))
}

// endBlock puts the block away.
func (s *markupScanner) endBlock() {
	if text := s.block.String(); text != "" {
		s.blocks = append(s.blocks, blockText{text, s.linked, s.head})
	}
	s.block, s.linked, s.head = paragraphs{}, 0, false
}

// text returns all blocks as paragraphs.
func (m *markup) text() string {
	var texts []string
	for _, b := range m.blocks {
		texts = append(texts, b.text)
	}
	return strings.Join(texts, "\n\n")
}

// article returns the blocks that read like paragraphs of an article: of some
// length, not mostly links, and headings only where such a paragraph follows.
func (m *markup) article() string {
	const long = 60 // bytes
	var texts []string
	heading := ""
	for _, b := range m.blocks {
		switch {
		case b.head:
			heading = b.text
		case len(b.text) >= long && b.linked*2 < len(b.text):
			if heading != "" && !sameWords(heading, m.claims.headline()) {
				texts = append(texts, heading)
			}
			texts = append(texts, b.text)
			heading = ""
		default:
			heading = ""
		}
	}
	return strings.Join(texts, "\n\n")
}

// facts returns what the page states of itself.
func (m *markup) facts() (Facts, bool) { return m.claims.facts() }

// isVoid reports whether elements of the name have no end tag.
func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}
