package export

import "strings"

// Link returns the address of the article with a text fragment (WICG
// scroll-to-text-fragment), by which a browser opens it where the attribution's
// anchor stands; "" if the article has no address on the web. A browser that does
// not know fragments shows the page from its beginning.
//
// Every piece of a fragment has to lie in one paragraph, so a long passage, or
// one over several paragraphs, is named by its first and last words. A short one
// may stand on the page more than once: it is named with the words next to it.
func (r *Row) Link() string {
	if !isWeb(r.Article.URL) {
		return ""
	}
	var texts []string
	for _, p := range r.Anchor() {
		if t := textDirective(&p); t != "" {
			texts = append(texts, "text="+t)
		}
	}
	if len(texts) == 0 {
		return r.Article.URL
	}
	address := r.Article.URL
	if !strings.Contains(address, "#") {
		address += "#"
	}
	return address + ":~:" + strings.Join(texts, "&")
}

const (
	fewWords  = 6  // up to here a passage is named with what stands next to it
	manyWords = 20 // from here on by its first and last words
	edgeWords = 5  // words that name one end
)

// textDirective names one passage: [prefix-,]start[,end][,-suffix].
func textDirective(p *Part) string {
	var lines [][]string // words of the lines that have any
	count := 0
	for line := range strings.FieldsFuncSeq(p.Text, isLineBreak) {
		if words := strings.Fields(line); len(words) > 0 {
			lines = append(lines, words)
			count += len(words)
		}
	}
	if count == 0 {
		return ""
	}
	first, last := lines[0], lines[len(lines)-1]
	if len(lines) > 1 || count >= manyWords {
		return encoded(first[:min(edgeWords, len(first))]) + "," + encoded(last[max(0, len(last)-edgeWords):])
	}
	directive := encoded(first)
	if count > fewWords {
		return directive
	}
	if next := lastLine(p.Before); len(next) > 0 {
		directive = encoded(next[max(0, len(next)-edgeWords):]) + "-," + directive
	}
	if next := firstLine(p.After); len(next) > 0 {
		directive += ",-" + encoded(next[:min(edgeWords, len(next))])
	}
	return directive
}

// firstLine and lastLine return the words of the line next to a passage.
func firstLine(s string) []string {
	if i := strings.IndexFunc(s, isLineBreak); i >= 0 {
		s = s[:i]
	}
	return strings.Fields(s)
}

func lastLine(s string) []string {
	if i := strings.LastIndexFunc(s, isLineBreak); i >= 0 {
		s = s[i+runeLen(s[i:]):]
	}
	return strings.Fields(s)
}

func isLineBreak(r rune) bool { return strings.ContainsRune(lineBreaks, r) && r != '\t' }

// encoded joins words by spaces and percent-encodes all but letters and digits of
// ASCII, so that the comma, hyphen and ampersand of the words are no part of the
// directive's own grammar.
func encoded(words []string) string {
	var b strings.Builder
	for _, c := range []byte(strings.Join(words, " ")) {
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '~':
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
		}
	}
	return b.String()
}

const upperHex = "0123456789ABCDEF"
