package hearsay

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A news report in plain text is laid out as
//
//	headline
//	caption of a picture, or the body that issued the text
//	byline
//	date
//	DATELINE — first paragraph …
//	…
//	(Reporting by …)
//
// where each part but the paragraphs may be missing. The parts above the first
// paragraph are the masthead: only blocks of at most maxMastheadBlock bytes
// among the first maxMastheadBlocks blocks can belong to it, so that reading
// the layout takes linear time whatever the text.
type layout struct {
	headline Span   // empty if none
	dateline Span   // place, date, mark and separator; empty if none
	captions []Span // blocks between headline and first paragraph that are nothing else
	credits  []Span // bylines and trailing reporting credits

	place     dateline
	published string
	bylines   []string
	outlet    string // from a byline, or the body named above the dateline
}

const (
	maxMastheadBlock  = 300
	maxMastheadBlocks = 8
	maxHeadlineWords  = 35
)

// readLayout finds the parts of a report.
func readLayout(text string) layout {
	var l layout
	blocks := firstBlocks(text, maxMastheadBlocks)
	body := l.readMasthead(text, blocks)
	if body > 0 && isHeadline(text, blocks, l) {
		l.headline = blocks[0]
		if n := len(l.captions); n > 0 && l.captions[0] == blocks[0] {
			l.captions = l.captions[1:]
		}
	}
	l.dropDoubtfulCaptions()
	for _, c := range l.captions {
		if caption := text[c.Start:c.End]; l.outlet == "" && isIssuer(caption) {
			l.outlet = caption
		}
	}
	l.readTrailingCredit(text)
	return l
}

// readMasthead sorts the blocks above the first paragraph and returns how many
// there are.
func (l *layout) readMasthead(text string, blocks []Span) int {
	if isTranscript(text) {
		return 0
	}
	for i, b := range blocks {
		block := text[b.Start:b.End]
		if d, ok := scanDateline(text, b.Start); ok && (i > 0 || !d.colon) {
			l.place, l.dateline = d, Span{b.Start, d.end}
			return max(i, 1)
		}
		if names, outlet, ok := scanByline(block); ok {
			l.bylines = append(l.bylines, names...)
			if outlet != "" {
				l.outlet = outlet
			}
			l.credits = append(l.credits, b)
			continue
		}
		if date, ok := dateLine(block); ok {
			l.captions = append(l.captions, b)
			if l.published == "" {
				l.published = date.iso()
			}
			continue
		}
		if len(block) > maxMastheadBlock || i > 0 && endsSentence(block) {
			return i
		}
		if i == 1 && i+1 < len(blocks) && isPersonName(block) && !strings.ContainsAny(block, ",·|") && endsSentence(text[blocks[i+1].Start:blocks[i+1].End]) {
			l.bylines = append(l.bylines, strings.TrimSpace(block)) // the author's name alone, as above a column
			l.credits = append(l.credits, b)
			continue
		}
		l.captions = append(l.captions, b)
	}
	return len(blocks)
}

// dropDoubtfulCaptions keeps captions only where something below them shows
// that they stand above the report: without a dateline or a byline the second
// short line of a text may as well be its first sentence.
func (l *layout) dropDoubtfulCaptions() {
	last := l.dateline.Start
	for _, c := range l.credits {
		last = max(last, c.Start)
	}
	for i, c := range l.captions {
		if c.Start >= last {
			l.captions = l.captions[:i]
			return
		}
	}
}

// isHeadline reports whether the first block reads as a headline: short, above
// more text, and not a sentence of its own. A full stop is allowed where the
// next part is a byline or a dateline, where the words have capitals as in a
// title, or where a much longer block follows.
func isHeadline(text string, blocks []Span, l layout) bool {
	if len(blocks) < 2 {
		return false
	}
	block := text[blocks[0].Start:blocks[0].End]
	if len(block) > maxMastheadBlock || l.dateline.End > 0 && l.dateline.Start == blocks[0].Start {
		return false
	}
	if len(l.credits) > 0 && l.credits[0] == blocks[0] {
		return false
	}
	if _, dated := dateLine(block); dated {
		return false
	}
	words := len(strings.Fields(block))
	if words == 0 || words > maxHeadlineWords || !strings.ContainsFunc(block, unicode.IsLetter) {
		return false
	}
	if !endsSentence(block) {
		return true
	}
	above := func(s Span) bool { return s.End > 0 && s.Start == blocks[1].Start }
	if above(l.dateline) || len(l.credits) > 0 && above(l.credits[0]) || isTitleCase(block) {
		return true
	}
	const short = 90 // bytes; leads are longer
	return len(block) <= short && !strings.HasSuffix(block, ",") &&
		(blocks[1].End-blocks[1].Start)*2 >= len(block)*3
}

// readTrailingCredit finds a last block such as "(Reporting by Jane Roe)". Its
// names are taken only where the top of the report names nobody.
func (l *layout) readTrailingCredit(text string) {
	end := len(strings.TrimRightFunc(text, unicode.IsSpace))
	start := strings.LastIndexAny(text[:end], "\n\r") + 1
	if outlet, date, ok := scanPublished(text[start:end]); ok {
		l.credits = append(l.credits, Span{start, end})
		if l.outlet == "" {
			l.outlet = outlet
		}
		if l.published == "" {
			l.published = date.iso()
		}
		return
	}
	names, ok := scanCredit(text[start:end])
	if !ok {
		return
	}
	start += len(text[start:end]) - len(strings.TrimLeftFunc(text[start:end], unicode.IsSpace))
	l.credits = append(l.credits, Span{start, end})
	if len(l.bylines) == 0 {
		l.bylines = names
	}
}

// firstBlocks returns the first n blocks of text: runs of lines between empty
// lines, or, where the second line of a run begins a byline or a dateline,
// single lines. White space at the edges is left out.
func firstBlocks(text string, n int) []Span {
	var blocks []Span
	at := 0
	for at < len(text) && len(blocks) < n {
		line, next := lineAt(text, at)
		if line.Start == line.End {
			at = next
			continue
		}
		block := line
		for next < len(text) {
			more, after := lineAt(text, next)
			if more.Start == more.End || standsAlone(text, block, more) {
				break
			}
			block.End, next = more.End, after
		}
		blocks = append(blocks, block)
		at = next
	}
	return blocks
}

// standsAlone reports whether the line after block begins a block of its own
// although no empty line parts them. Lines wrapped at a fixed width do not; a
// byline, a dateline or a paragraph on one long line does.
func standsAlone(text string, block, line Span) bool {
	const wrapped = 100 // bytes; longer lines are paragraphs
	if block.End-block.Start > maxMastheadBlock || line.End-line.Start > wrapped {
		return true
	}
	if _, _, ok := scanByline(text[line.Start:line.End]); ok {
		return true
	}
	if _, _, ok := scanByline(text[block.Start:block.End]); ok {
		return true
	}
	_, ok := scanDateline(text, line.Start)
	return ok
}

// lineAt returns the line that begins at byte start, without white space at its
// edges, and where the next line begins. Lines end with LF, CR or CR LF.
func lineAt(text string, start int) (line Span, next int) {
	end := len(text)
	next = end
	if i := strings.IndexAny(text[start:], "\n\r"); i >= 0 {
		end = start + i
		next = end + 1
		if text[end] == '\r' && next < len(text) && text[next] == '\n' {
			next++
		}
	}
	trimmed := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
	end = start + len(trimmed)
	start += len(trimmed) - len(strings.TrimLeftFunc(trimmed, unicode.IsSpace))
	return Span{start, end}, next
}

// dateLine reports whether line is nothing but a date, perhaps after a word
// such as "Published" and before a time of day.
func dateLine(line string) (printedDate, bool) {
	const longest = 60
	if len(line) > longest {
		return printedDate{}, false
	}
	for _, prefix := range []string{"published:", "published on", "published", "posted:", "posted", "date:", "updated:", "updated"} {
		if len(line) > len(prefix) && strings.EqualFold(line[:len(prefix)], prefix) {
			line = strings.TrimSpace(line[len(prefix):])
			break
		}
	}
	d, n := scanDate(line)
	if n == 0 {
		return printedDate{}, false
	}
	rest := strings.TrimLeft(line[n:], " ,.|-–—T")
	timeOfDay := rest != "" && '0' <= rest[0] && rest[0] <= '9' && strings.ContainsAny(rest, ":.")
	return d, rest == "" || timeOfDay
}

// isTranscript reports whether text begins with the turns of a conversation
// ("ROE: …"), whose names in capitals are no places.
func isTranscript(text string) bool {
	const window = 4000 // bytes that are looked at
	turns := 0
	for line := range strings.Lines(text[:min(len(text), window)]) {
		if isTurn(strings.TrimSpace(line)) {
			turns++
		}
	}
	return turns > 1
}

func isTurn(line string) bool {
	name, _, found := strings.Cut(line[:min(len(line), maxPlace)], ":")
	return found && isCapitals(name) && !strings.ContainsAny(name, "/()")
}

// isIssuer reports whether caption names the body that issued the text ("Press
// Service of the President").
func isIssuer(caption string) bool {
	for _, w := range strings.Fields(strings.ToLower(caption)) {
		if issuers()[strings.Trim(w, ".,’'")] {
			return true
		}
	}
	return false
}

// endsSentence reports whether s ends with a full stop, a colon or the like,
// closing marks aside. Question and exclamation marks end headlines too.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)] ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".:;,…", r)
}

// isTitleCase reports whether most of the longer words of s begin with a
// capital.
func isTitleCase(s string) bool {
	long, capital := 0, 0
	for w := range strings.FieldsSeq(s) {
		w = strings.TrimLeft(w, "\"'“‘«([")
		if utf8.RuneCountInString(w) < 4 {
			continue
		}
		long++
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) || unicode.IsDigit(r) {
			capital++
		}
	}
	return long >= 3 && capital*3 >= long*2
}
