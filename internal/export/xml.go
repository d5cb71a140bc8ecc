package export

import "encoding/xml"

// xmlWriter appends XML. Characters that XML cannot hold become U+FFFD.
type xmlWriter struct{ buffer }

// text writes character data, which may stand in an attribute as well.
func (w *xmlWriter) text(s string) { _ = xml.EscapeText(w, []byte(s)) } // a buffer does not fail

// element writes an element without attributes, unless it would be empty.
func (w *xmlWriter) element(name, content string) {
	if content == "" {
		return
	}
	w.raw("<" + name + ">")
	w.text(content)
	w.raw("</" + name + ">")
}
