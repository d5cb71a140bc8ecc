package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"hearsay"
)

// The text of an article is shown as it stands, cut into pieces wherever something
// begins or ends: a source, a cue, a content, who is spoken to, scare quotes, the
// outlet's own voice. Roles may overlap in any way (an attribution stands in the
// content of another), so pieces are never nested: each says itself which
// attributions it belongs to, the innermost first. At the beginning of each role
// stands a label, for those who do not see colours, or do not see; after the cue
// the number of the attribution, as of a note.

// role is what words are in an attribution, or in the article.
type role uint8

const (
	ownVoice role = iota
	contentRole
	scareRole
	addresseeRole
	sourceRole
	cueRole
)

var roleNames = [...]struct{ class, label string }{
	ownVoice: {"own", "own voice"}, contentRole: {"content", "content"}, scareRole: {"scare", "scare quotes"},
	addresseeRole: {"to", "to"}, sourceRole: {"source", "source"}, cueRole: {"cue", "cue"},
}

// stretch is words with a role. number is of the attribution, from 1; 0 for none.
type stretch struct {
	hearsay.Span
	role   role
	number int
	depth  int  // how many attributions it is inside of
	last   bool // of the spans of its role
}

// stretches returns all of a reading, in order.
func stretches(r *hearsay.Reading) []stretch {
	depths := depthsOf(r)
	var all []stretch
	add := func(spans []hearsay.Span, role role, number, depth int) {
		for i, s := range spans {
			if s.Start < s.End {
				all = append(all, stretch{s, role, number, depth, i == len(spans)-1})
			}
		}
	}
	for i := range r.Attributions {
		a := &r.Attributions[i]
		add(a.Source.Spans, sourceRole, i+1, depths[i])
		add(a.Cue.Spans, cueRole, i+1, depths[i])
		add(a.Content, contentRole, i+1, depths[i])
		add(a.Addressee.Spans, addresseeRole, i+1, depths[i])
	}
	add(r.OwnVoice, ownVoice, 0, 0)
	add(r.ScareQuotes, scareRole, 0, 0)
	slices.SortStableFunc(all, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.role, b.role), cmp.Compare(a.depth, b.depth))
	})
	return all
}

// depthsOf returns how many attributions each one is relayed by.
func depthsOf(r *hearsay.Reading) []int {
	at := map[string]int{}
	for i := range r.Attributions {
		at[r.Attributions[i].ID] = i
	}
	depths := make([]int, len(r.Attributions))
	for i := range r.Attributions {
		via := r.Attributions[i].Via
		for depths[i] < len(depths) && via != "" {
			k, ok := at[via]
			if !ok {
				break
			}
			depths[i]++
			via = r.Attributions[k].Via
		}
	}
	return depths
}

// paragraph is a line of the article as markup.
type paragraph struct {
	Class string // headline, credit or nothing
	HTML  template.HTML
}

// marked writes the article, one paragraph for each line that has words. only, if not
// 0, is the number of the one attribution that is marked.
func marked(r *hearsay.Reading, only int) []paragraph {
	m := marker{text: r.Article.Text, waiting: stretches(r), alone: only > 0}
	if only > 0 {
		m.waiting = slices.DeleteFunc(m.waiting, func(s stretch) bool { return s.number != only })
	}
	headline, _ := r.Article.HeadlineSpan()
	credits := r.Article.CreditSpans()
	var paragraphs []paragraph
	for start := 0; start < len(m.text); {
		end := len(m.text)
		if i := strings.IndexByte(m.text[start:], '\n'); i >= 0 {
			end = start + i
		}
		html := m.line(start, end)
		if strings.TrimSpace(m.text[start:end]) != "" {
			p := paragraph{HTML: html}
			switch {
			case start < headline.End && end > headline.Start:
				p.Class = "headline"
			case slices.ContainsFunc(credits, func(s hearsay.Span) bool { return s.Start < end && s.End > start }):
				p.Class = "credit"
			}
			paragraphs = append(paragraphs, p)
		}
		start = end + 1
	}
	return paragraphs
}

// marker goes through the text once.
type marker struct {
	text    string
	waiting []stretch // that begin later
	active  []stretch
	alone   bool // there is only one attribution, and no list of them to point into
	b       strings.Builder
}

// line writes text[start:end].
func (m *marker) line(start, end int) template.HTML {
	m.b.Reset()
	for at := start; at < end; {
		m.active = slices.DeleteFunc(m.active, func(s stretch) bool { return s.End <= at })
		var begins []stretch
		for len(m.waiting) > 0 && m.waiting[0].Start <= at {
			if s := m.waiting[0]; s.End > at {
				m.active, begins = append(m.active, s), append(begins, s)
			}
			m.waiting = m.waiting[1:]
		}
		next := end
		if len(m.waiting) > 0 {
			next = min(next, m.waiting[0].Start)
		}
		for _, s := range m.active {
			next = min(next, s.End)
		}
		m.piece(m.text[at:next], begins)
		for _, s := range m.active {
			if s.role == cueRole && s.last && s.End == next && !m.alone {
				fmt.Fprintf(&m.b, `<a class="ref" href="#n%d" data-n="%d">%d</a>`, s.number, s.number, s.number)
			}
		}
		at = next
	}
	return template.HTML(m.b.String())
}

// piece writes words that are all in the same roles.
func (m *marker) piece(words string, begins []stretch) {
	for _, s := range begins {
		m.label(s)
	}
	if len(m.active) == 0 {
		writeVisible(&m.b, words)
		return
	}
	inner := slices.Clone(m.active)
	slices.SortStableFunc(inner, func(a, b stretch) int { return cmp.Or(cmp.Compare(b.depth, a.depth), cmp.Compare(b.role, a.role)) })
	var numbers, classes []string
	contents := 0
	for _, s := range inner {
		if s.number > 0 && !slices.Contains(numbers, itoa(s.number)) {
			numbers = append(numbers, itoa(s.number))
		}
		if s.role == contentRole {
			contents++
		}
	}
	for _, s := range inner {
		// Of source, cue and addressee the innermost counts.
		if s.role >= addresseeRole && slices.ContainsFunc(classes, func(c string) bool { return c == "source" || c == "cue" || c == "to" }) {
			continue
		}
		if class := roleNames[s.role].class; !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	if contents > 1 {
		classes = append(classes, fmt.Sprintf("deep%d", min(contents, 3)))
	}
	fmt.Fprintf(&m.b, `<mark class="%s"`, strings.Join(classes, " "))
	if len(numbers) > 0 {
		fmt.Fprintf(&m.b, ` data-n="%s"`, strings.Join(numbers, " "))
	}
	m.b.WriteByte('>')
	writeVisible(&m.b, words)
	m.b.WriteString("</mark>")
}

// label writes what begins here.
func (m *marker) label(s stretch) {
	name := roleNames[s.role]
	if s.number == 0 {
		fmt.Fprintf(&m.b, `<span class="tag %s">%s</span>`, name.class, name.label)
		return
	}
	fmt.Fprintf(&m.b, `<span class="tag %s">%s %d</span>`, name.class, name.label, s.number)
}
