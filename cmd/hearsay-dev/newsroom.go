package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"hearsay/internal/samples"
)

// newsroom makes articles of those of the project: the people in them get other
// names, figures and days change, and some get paragraphs of another article as
// background. What is said, and how it is told, stays as it was written.
type newsroom struct {
	seed      uint64
	random    *rand.Rand
	templates []articleTemplate
	sentences []string // for comments
	names     int      // addresses given out
}

// articleTemplate is an article cut into what stays and what changes.
type articleTemplate struct {
	headline   string
	paragraphs []string
	people     []string // names of people, the longest first
}

// story is one article.
type story struct {
	Headline   string
	Paragraphs []string
	Byline     string
}

func newNewsroom(articles []samples.Sample, seed uint64) *newsroom {
	n := &newsroom{seed: seed, random: rand.New(rand.NewPCG(seed, 0x6865617273617921))}
	for _, a := range articles {
		t := newTemplate(a)
		if len(t.paragraphs) == 0 {
			continue
		}
		n.templates = append(n.templates, t)
		n.sentences = append(n.sentences, t.paragraphs[len(t.paragraphs)-1])
	}
	return n
}

func newTemplate(a samples.Sample) articleTemplate {
	parts := strings.Split(strings.TrimSpace(a.Text), "\n\n")
	t := articleTemplate{headline: parts[0], paragraphs: parts[1:]}
	for _, want := range a.Want {
		if isPerson(want.Speaker) && !slices.Contains(t.people, want.Speaker) {
			t.people = append(t.people, want.Speaker)
		}
	}
	slices.SortFunc(t.people, func(a, b string) int { return len(b) - len(a) })
	return t
}

// isPerson reports whether a speaker has a name of two words, as people have.
func isPerson(speaker string) bool {
	words := strings.Fields(speaker)
	if len(words) != 2 {
		return false
	}
	for _, w := range words {
		if first := []rune(w)[0]; !unicode.IsUpper(first) || strings.ContainsAny(w, ".’'") || len(w) < 3 {
			return false
		}
	}
	return words[0] != "The" && words[0] != "Radio"
}

// write makes the next article.
func (n *newsroom) write() story {
	t := n.templates[n.random.IntN(len(n.templates))]
	change := n.changes(t)
	s := story{Headline: n.figures(change.Replace(t.headline)), Byline: n.name() + " " + n.name()}
	for _, p := range t.paragraphs {
		s.Paragraphs = append(s.Paragraphs, n.figures(change.Replace(p)))
	}
	if n.random.IntN(3) == 0 {
		other := n.templates[n.random.IntN(len(n.templates))]
		change := n.changes(other)
		from := n.random.IntN(len(other.paragraphs))
		for _, p := range other.paragraphs[from:min(from+3, len(other.paragraphs))] {
			s.Paragraphs = append(s.Paragraphs, n.figures(change.Replace(p)))
		}
	}
	return s
}

// changes returns what gives the people of a template other names and moves its
// days of the week.
func (n *newsroom) changes(t articleTemplate) *strings.Replacer {
	var pairs []string
	for _, person := range t.people {
		first, last, _ := strings.Cut(person, " ")
		newFirst, newLast := n.name(), n.name()
		pairs = append(pairs, person, newFirst+" "+newLast, last, newLast, first, newFirst)
	}
	shift := n.random.IntN(7)
	for d := time.Sunday; d <= time.Saturday; d++ {
		pairs = append(pairs, d.String(), ((d + time.Weekday(shift)) % 7).String())
	}
	return strings.NewReplacer(pairs...)
}

var figure = regexp.MustCompile(`\b[1-9][0-9]+\b`)

// figures changes the last digit of numbers that are no years.
func (n *newsroom) figures(text string) string {
	return figure.ReplaceAllStringFunc(text, func(s string) string {
		if len(s) == 4 {
			return s
		}
		return s[:len(s)-1] + string(rune('0'+n.random.IntN(10)))
	})
}

// name makes a name that nobody has, or hardly anyone.
func (n *newsroom) name() string {
	starts := []string{"Bel", "Dor", "Mar", "Sel", "Tor", "Vek", "Lin", "Ost", "Ar", "Kal", "Nev", "Rud", "Jor", "Hal", "Pem", "Ys", "Gar", "Fen", "Wil", "Cas"}
	middles := []string{"a", "e", "i", "o", "u", "an", "er", "il", "or", "and"}
	ends := []string{"va", "ny", "dek", "lo", "mir", "sa", "tov", "ric", "gan", "wen", "da", "zin"}
	return starts[n.random.IntN(len(starts))] + middles[n.random.IntN(len(middles))] + ends[n.random.IntN(len(ends))]
}

// address makes an address that was not given out before.
func (n *newsroom) address(kind string) string {
	n.names++
	return fmt.Sprintf("https://%s.example/%s/%d", strings.ToLower(n.name()), kind, n.names)
}

// headline returns a headline of some article, for a teaser.
func (n *newsroom) headline() string {
	return n.figures(n.templates[n.random.IntN(len(n.templates))].headline)
}

// comment returns what a reader might write below an article.
func (n *newsroom) comment() string {
	openings := []string{"Typical.", "I was there and it was nothing like that.", "Finally someone says it!", "Who pays for all this?", "My neighbour told me the same last week.", "Great reporting as always."}
	return openings[n.random.IntN(len(openings))] + " " + n.sentences[n.random.IntN(len(n.sentences))]
}
