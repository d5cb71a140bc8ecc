package ingest

import (
	"strings"

	"golang.org/x/net/html"
)

// removeHidden takes out of the tree what a reader of the page does not see.
// Some pages hide everything until a script has run; there it stays.
func removeHidden(root *html.Node) {
	const most = 3 // of the text of the page, 1 part in so many
	removeHiddenBelow(root, textLength(root)/most)
}

// removeHiddenBelow removes hidden elements with at most so many bytes of text.
func removeHiddenBelow(n *html.Node, most int) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && isHidden(c.Data, c.Attr) && textLength(c) <= most {
			n.RemoveChild(c)
		} else {
			removeHiddenBelow(c, most)
		}
		c = next
	}
}

// removeCaptions takes out of the tree the captions of pictures that are told by
// their names only, and the small tables in which old pages put a picture and its
// caption. Those in elements made for them are left to the library.
func removeCaptions(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && isCaption(c) {
			n.RemoveChild(c)
		} else {
			removeCaptions(c)
		}
		c = next
	}
}

// isCaption reports whether an element is a caption: short, and named so or beside
// a picture in a table of their own.
func isCaption(n *html.Node) bool {
	const most = 500 // bytes of text
	named := false
	for _, class := range strings.Fields(strings.ToLower(attribute(n.Attr, "class"))) {
		named = named || class == "caption" || strings.HasSuffix(class, "-caption") || strings.HasSuffix(class, "_caption") ||
			strings.HasSuffix(class, "imagecaption") || strings.HasSuffix(class, "caption-text")
	}
	return (named || n.Data == "table" && hasElement(n, "img")) && textLength(n) <= most
}

// hasElement reports whether an element of the name is in the tree.
func hasElement(n *html.Node, name string) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == name {
			return true
		}
	}
	return false
}

// isHidden reports whether the attributes of an element hide it.
func isHidden(name string, attrs []html.Attribute) bool {
	switch name {
	case "html", "body":
		return false
	case "template": // which scripts take pieces of a page from
		return true
	}
	for _, a := range attrs {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if strings.EqualFold(a.Val, "true") {
				return true
			}
		case "style":
			if hidingStyle(a.Val) {
				return true
			}
		}
	}
	return false
}

// hidingStyle reports whether a style makes an element invisible.
func hidingStyle(style string) bool {
	for rule := range strings.SplitSeq(style, ";") {
		property, value, _ := strings.Cut(rule, ":")
		value, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(value)), "!")
		switch strings.ToLower(strings.TrimSpace(property)) {
		case "display":
			if strings.TrimSpace(value) == "none" {
				return true
			}
		case "visibility":
			if strings.TrimSpace(value) == "hidden" {
				return true
			}
		}
	}
	return false
}

// textLength returns the bytes of text in the tree, scripts and the like aside.
func textLength(n *html.Node) int {
	if n.Type == html.TextNode {
		return len(strings.TrimSpace(n.Data))
	}
	if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "noscript" || n.Data == "template") {
		return 0
	}
	total := 0
	for c := range n.ChildNodes() {
		total += textLength(c)
	}
	return total
}
