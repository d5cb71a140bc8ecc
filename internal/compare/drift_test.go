package compare

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"hearsay"
)

// A drift is a statement that was edited at random, as retelling does: words are
// cut, swapped for any other, swapped for a synonym, or change places; case and
// the kind of quotation marks change. The synonyms are a list of its own, most of
// which the lexicon does not have.

var driftSynonyms = map[string]string{
	"said": "stated", "water": "liquid", "house": "building", "houses": "buildings", "people": "folk", "company": "business", "night": "evening",
	"light": "beacon", "report": "dossier", "town": "borough", "bridge": "crossing", "river": "stream", "letter": "missive", "hospital": "infirmary",
	"machine": "apparatus", "province": "county", "minister": "secretary", "passengers": "riders", "ships": "boats", "study": "paper",
	"jobs": "positions", "lake": "mere", "alarm": "siren", "sign": "trace", "close": "shut", "open": "unlock", "told": "informed", "big": "sizeable",
	"decision": "choice", "board": "panel", "tonnes": "metric tons", "years": "twelvemonths", "every": "each", "look": "peer", "country": "land",
	"dangerous": "perilous", "published": "printed", "tram": "streetcar", "money": "funds", "government": "cabinet", "old": "ancient", "captain": "skipper",
}

// drifted edits a sentence once for every five words, at least once.
func drifted(r *rand.Rand, sentence string, strangers []string) string {
	w := strings.Fields(strings.Trim(sentence, "“”\"'‘’.,"))
	for range max(1, len(w)/5) {
		i := r.IntN(len(w))
		switch r.IntN(6) {
		case 0:
			if len(w) > 4 {
				w = append(w[:i:i], w[i+1:]...)
			}
		case 1:
			w[i] = strangers[r.IntN(len(strangers))]
		case 2:
			if len(w) > 5 { // two words go elsewhere
				i = r.IntN(len(w) - 1)
				moved := append([]string{}, w[i:i+2]...)
				w = append(w[:i:i], w[i+2:]...)
				k := r.IntN(len(w))
				w = append(w[:k:k], append(moved, w[k:]...)...)
			}
		case 3:
			for k := range w {
				if s := driftSynonyms[strings.ToLower(w[(i+k)%len(w)])]; s != "" {
					w[(i+k)%len(w)] = s
					break
				}
			}
		case 4:
			w[i] = strings.ToUpper(w[i])
		}
	}
	marks := [][2]string{{"“", "”"}, {"\"", "\""}, {"‘", "’"}, {"«", "»"}, {"", ""}}[r.IntN(5)]
	return marks[0] + strings.Join(w, " ") + marks[1]
}

// driftSet returns statements and the number of the statement each is a drift of.
func driftSet(t testing.TB) (all []*Statement, of map[*Statement]int) {
	r := rand.New(rand.NewPCG(7, 11))
	of = map[*Statement]int{}
	var strangers []string
	var bases []*Statement
	seen := map[string]bool{}
	for _, g := range goldEvents(t) {
		fullest := map[string]int{}
		for _, f := range g.Families {
			fullest[f.Name] = f.Fullest
		}
		for i, s := range g.Sayings {
			full, family := fullest[s.Statement]
			if family && full != i || s.Also != "" || seen[g.Name+s.Statement] || len(g.statements[i].Words) < 5 {
				continue
			}
			seen[g.Name+s.Statement] = true
			bases = append(bases, g.statements[i])
			strangers = append(strangers, strings.Fields(g.statements[i].Text())...)
		}
	}
	for n, base := range bases {
		for k := range 4 {
			text := base.Text()
			if k > 0 {
				text = drifted(r, text, strangers)
			}
			s := sentenceOf(fmt.Sprintf("d%d.%d", n, k), base.Speaker.Name, text)
			all, of[s] = append(all, s), n
		}
	}
	return all, of
}

// sentenceOf makes a statement of a text that is all content.
func sentenceOf(id, speaker, text string) *Statement {
	reading := &hearsay.Reading{Article: hearsay.Article{ID: id, Outlet: id, Text: text}}
	reading.Speakers = []hearsay.Speaker{{ID: "s1", Name: speaker}}
	reading.Attributions = []hearsay.Attribution{{
		ID: id, Form: "mixed", Source: hearsay.Source{Speaker: "s1"}, Content: []hearsay.Span{{Start: 0, End: len(text)}},
	}}
	a := Article{Reading: reading}
	return Statements(&a)[0]
}

// driftPairs counts the pairs of the drift set.
func driftPairs(t testing.TB) (p pairCount, statements int) {
	all, of := driftSet(t)
	family := map[*Statement]int{}
	for n, f := range Families(all) {
		for _, s := range f {
			family[s] = n
		}
	}
	for i, b := range all {
		for _, a := range all[:i] {
			same, together := of[a] == of[b], family[a] == family[b]
			if same {
				p.gold++
			}
			if together {
				p.found++
			}
			if same && together {
				p.both++
			}
		}
	}
	return p, len(all)
}
