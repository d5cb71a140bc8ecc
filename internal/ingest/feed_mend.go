package ingest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Many feeds are not the XML that they should be. A text is made of one here whose
// declarations are gone, whose references to
// characters are to such that XML has, and that ends with its last whole item if
// it is damaged further on. Entities that a feed declares are not expanded; a
// feed whose entities refer to others or to files is refused, because nobody does
// that for good.

// maxFeedDepth is the depth of elements from which on a feed is taken for
// damaged: gofeed calls itself for each of them.
const maxFeedDepth = 100

// xmlMender is the state of mendXML.
type xmlMender struct {
	text    string
	dec     *xml.Decoder
	out     strings.Builder
	copied  int64    // the bytes of text that are in out or left out
	open    []string // tags
	whole   int      // the bytes of out up to the end of the last whole item
	closing []string // tags that were open then
}

// mendXML returns the text of a feed that gofeed can read, and what had to be
// left out for it.
func mendXML(name, text string) (mended, note string, err error) {
	text = knownCharacters(text)
	m := xmlMender{text: text, dec: xml.NewDecoder(strings.NewReader(text))}
	m.dec.Strict = false
	m.dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded already
	damage, err := m.scan(name)
	switch {
	case err != nil:
		return "", "", err
	case damage == "":
		m.copyTo(int64(len(text)))
		return m.out.String(), "", nil
	case m.whole == 0:
		return "", "", &Error{Input: name, Problem: ErrSyntax, Detail: "the feed is damaged before the end of its first item: " + damage, Next: "tell the site"}
	}
	var b strings.Builder
	b.WriteString(m.out.String()[:m.whole])
	for _, tag := range slices.Backward(m.closing) {
		b.WriteString("</" + tag + ">")
	}
	return b.String(), "the feed is damaged (" + damage + "); its items up to there are read", nil
}

// scan takes all tokens, up to where the text is damaged if it is. The error is
// about entities.
func (m *xmlMender) scan(name string) (damage string, err error) {
	for damage == "" {
		begin := m.dec.InputOffset()
		token, err := m.dec.RawToken()
		switch {
		case err == io.EOF && len(m.open) == 0:
			return "", nil
		case err == io.EOF:
			return "it ends within <" + m.open[len(m.open)-1] + ">", nil
		case err != nil:
			return strings.TrimPrefix(err.Error(), "XML syntax error "), nil
		}
		if d, ok := token.(xml.Directive); ok {
			if err := declared(name, d); err != nil {
				return "", err
			}
		}
		damage = m.token(token, begin)
	}
	return damage, nil
}

// token takes the token that begins at an offset; what it returns ends the feed
// for us.
func (m *xmlMender) token(token xml.Token, begin int64) (damage string) {
	end := m.dec.InputOffset()
	switch t := token.(type) {
	case xml.Directive, xml.ProcInst:
		m.copyTo(begin)
		m.copied = end
	case xml.StartElement:
		m.open = append(m.open, tagOf(t.Name))
		if len(m.open) > maxFeedDepth {
			return fmt.Sprintf("more than %d elements within each other", maxFeedDepth)
		}
	case xml.EndElement:
		m.close(tagOf(t.Name))
		if local := strings.ToLower(t.Name.Local); local == "item" || local == "entry" {
			m.copyTo(end)
			m.whole, m.closing = m.out.Len(), append(m.closing[:0], m.open...)
		}
	}
	return ""
}

// close closes the element of the tag, and those within it.
func (m *xmlMender) close(tag string) {
	for i := len(m.open) - 1; i >= 0; i-- {
		if m.open[i] == tag {
			m.open = m.open[:i]
			return
		}
	}
}

// copyTo copies what has been read up to the offset.
func (m *xmlMender) copyTo(at int64) {
	m.out.WriteString(m.text[m.copied:at])
	m.copied = at
}

func tagOf(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// declared returns an *Error for a declaration of entities that refer to others,
// to a file or to an address.
func declared(name string, directive []byte) error {
	for i := 0; ; {
		at := bytes.Index(directive[i:], []byte("<!ENTITY"))
		if at < 0 {
			return nil
		}
		i += at + len("<!ENTITY")
		declaration, _, _ := bytes.Cut(directive[i:], []byte(">"))
		what := ""
		switch {
		case bytes.Contains(declaration, []byte("SYSTEM")), bytes.Contains(declaration, []byte("PUBLIC")):
			what = "an entity that stands for a file or an address"
		case bytes.Contains(bytes.ReplaceAll(declaration, []byte("&#"), nil), []byte("&")), bytes.HasPrefix(bytes.TrimSpace(declaration), []byte("%")):
			what = "an entity that stands for others"
		}
		if what != "" {
			return &Error{Input: name, Problem: ErrEntities, Detail: "the feed declares " + what, Next: "tell the site; no reader of feeds should read it"}
		}
	}
}

// knownCharacters puts U+FFFD in the place of references to characters that XML
// does not have.
func knownCharacters(text string) string {
	if !strings.Contains(text, "&#") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "&#")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexByte(rest[:min(len(rest), 12)], ';')
		if end < 0 || hasCharacter(rest[:end]) {
			b.WriteString("&#")
			text = rest
			continue
		}
		b.WriteString("\uFFFD")
		text = rest[end+1:]
	}
}

// hasCharacter reports whether a reference, without "&#" and ";", is to a
// character that text holds, or none that can be told.
func hasCharacter(reference string) bool {
	base := 10
	if strings.HasPrefix(reference, "x") || strings.HasPrefix(reference, "X") {
		reference, base = reference[1:], 16
	}
	n, err := strconv.ParseUint(reference, base, 64)
	if err != nil {
		return true
	}
	r := rune(min(n, 1<<30))
	return r <= 0x10FFFF && (r < 0xD800 || r > 0xDFFF) && (!forbidden(r) || 0x80 <= r && r < 0xA0)
}
