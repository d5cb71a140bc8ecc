package generate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
	"unicode"

	"hearsay"
)

// Engine is the engine of generated readings.
const Engine = "generated/1"

// firstDay and days say when generated articles were published.
var firstDay = time.Date(2021, 1, 1, 6, 0, 0, 0, time.UTC)

const (
	days      = 2000
	perDay    = 18 // articles, if there are many
	wireEvery = 12 // one in so many is the text of another that was printed elsewhere

)

// Reading returns the article with a number and what is said in it. Some have the
// text of another under another outlet and address.
func Reading(n int) *hearsay.Reading {
	r := rand.New(rand.NewPCG(uint64(n), 0x61727469))
	if n%wireEvery == wireEvery-1 {
		original := Reading(n - 1 - r.IntN(wireEvery-2))
		date(&original.Article, n, r)
		return rechained(original)
	}
	w := &writer{r: r, reading: &hearsay.Reading{Engine: Engine}}
	a := &w.reading.Article
	date(a, n, r)
	w.article()
	a.Text, a.Language = w.text.String(), "en"
	sum := sha256.Sum256([]byte(a.Text))
	a.SHA256 = hex.EncodeToString(sum[:])
	a.ID = a.SHA256[:16]
	w.finish()
	return w.reading
}

// date gives an article its outlet, address and time.
func date(a *hearsay.Article, n int, r *rand.Rand) {
	at := firstDay.Add(time.Duration(n/perDay%days)*24*time.Hour + time.Duration(r.IntN(16*60))*time.Minute)
	k := zipf(r, outlets)
	a.Outlet, a.Published = outlet(k), at.Format(time.RFC3339)
	a.URL = fmt.Sprintf("https://%s.example/%s/%d", strings.ReplaceAll(strings.ToLower(a.Outlet), " ", ""), at.Format("2006/01/02"), n)
	a.File = fmt.Sprintf("generated-%d", n)
}

// writer writes one article and notes what is where.
type writer struct {
	r       *rand.Rand
	reading *hearsay.Reading
	text    strings.Builder
	cast    []actor
	known   map[string]string // ID of a speaker by name
	topics  []string
}

func (w *writer) article() {
	w.known = map[string]string{}
	for range 3 + w.r.IntN(5) {
		w.cast = append(w.cast, person(zipf(w.r, persons)))
	}
	for range 1 + w.r.IntN(2) {
		w.cast = append(w.cast, body(zipf(w.r, bodies)))
	}
	w.cast = append(w.cast, crowd(w.r))
	for range 5 {
		w.topics = append(w.topics, lists()["NN"].draw(w.r))
	}
	w.reading.Article.Title = sentence(w.clause(false))
	w.put(w.reading.Article.Title + "\n\n" + strings.ToUpper(place(w.r)) + " - ")
	for i := range 12 + w.r.IntN(12) {
		if i > 0 {
			w.put("\n\n")
		}
		for k := range 1 + w.r.IntN(3) {
			if k > 0 {
				w.put(" ")
			}
			w.sentence()
		}
	}
	w.put("\n")
}

// put writes text and returns where it stands.
func (w *writer) put(s string) hearsay.Span {
	start := w.text.Len()
	w.text.WriteString(s)
	return hearsay.Span{Start: start, End: w.text.Len()}
}

// sentence writes one sentence of a kind that is drawn.
func (w *writer) sentence() {
	switch k := w.r.IntN(100); {
	case k < 52:
		w.reading.OwnVoice = append(w.reading.OwnVoice, w.put(sentence(w.clause(true))+"."))
	case k < 72:
		w.indirect()
	case k < 89:
		w.direct()
	case k < 94:
		w.according()
	default:
		w.relayed()
	}
}

var verbs = []struct{ said, lemma, stance, act string }{
	{"said", "say", "neutral", "assertion"}, {"said", "say", "neutral", "assertion"}, {"said", "say", "neutral", "assertion"},
	{"announced", "announce", "neutral", "assertion"}, {"claimed", "claim", "distancing", "assertion"}, {"pointed out", "point out", "endorsing", "fact"},
	{"believes", "believe", "neutral", "belief"}, {"warned", "warn", "neutral", "assertion"}, {"admitted", "admit", "endorsing", "fact"},
	{"promised", "promise", "neutral", "eventuality"}, {"alleged", "allege", "distancing", "assertion"}, {"added", "add", "neutral", "assertion"},
}

var media = []string{"statement", "interview", "letter", "report", "speech"}

// source writes who speaks, perhaps at the beginning of a sentence, and returns the
// attribution with it.
func (w *writer) source(begins bool) hearsay.Attribution {
	a := w.cast[w.r.IntN(len(w.cast))]
	words := a.short
	if _, known := w.known[a.Name]; !known {
		words = strings.TrimSpace(a.Role + " " + a.Name)
	}
	if begins {
		words = sentence(words)
	}
	span := w.put(words)
	out := hearsay.Attribution{Source: hearsay.Source{Spans: []hearsay.Span{span}, Naming: "named", Speaker: w.speaker(a, span)}}
	if !a.named {
		out.Source.Naming = "described"
	}
	return out
}

func (w *writer) speaker(a actor, at hearsay.Span) string {
	id, known := w.known[a.Name]
	if !known {
		id = "s" + strconv.Itoa(len(w.reading.Speakers)+1)
		w.known[a.Name] = id
		a.ID = id
		w.reading.Speakers = append(w.reading.Speakers, a.Speaker)
	}
	k, _ := strconv.Atoi(id[1:])
	s := &w.reading.Speakers[k-1]
	s.Mentions = append(s.Mentions, at)
	return id
}

// cue writes the verb, at times with a medium, and sets what it says.
func (w *writer) cue(a *hearsay.Attribution) {
	v := verbs[w.r.IntN(len(verbs))]
	said := v.said
	if w.r.IntN(10) == 0 {
		a.Medium = media[w.r.IntN(len(media))]
		said += " in a " + a.Medium
	}
	a.Cue = hearsay.Cue{Spans: []hearsay.Span{w.put(said)}, Lemma: v.lemma, Stance: v.stance}
	a.Act = v.act
}

// add keeps an attribution and returns its place in the list.
func (w *writer) add(a hearsay.Attribution) int {
	a.Score, a.Rule = float64(5000+w.r.IntN(5000))/10000, "template"
	w.reading.Attributions = append(w.reading.Attributions, a)
	return len(w.reading.Attributions) - 1
}

func (w *writer) indirect() {
	a := w.source(true)
	a.Form = "indirect"
	w.put(" ")
	if w.r.IntN(8) == 0 {
		a.Cue = hearsay.Cue{Spans: []hearsay.Span{w.put("told")}, Lemma: "tell", Stance: "neutral"}
		a.Act = "assertion"
		w.put(" ")
		to := w.cast[w.r.IntN(len(w.cast))]
		span := w.put(to.Name)
		a.Addressee = hearsay.Addressee{Spans: []hearsay.Span{span}, Speaker: w.speaker(to, span)}
	} else {
		w.cue(&a)
	}
	w.put(" ")
	a.Content = []hearsay.Span{w.put("that " + w.clause(true))}
	w.put(".")
	w.add(a)
}

func (w *writer) direct() {
	first := w.put("“" + sentence(w.clause(true)) + ",”")
	w.put(" ")
	a := w.source(false)
	a.Form = "direct"
	w.put(" ")
	w.cue(&a)
	a.Content = []hearsay.Span{first}
	if w.r.IntN(4) == 0 {
		w.put(". ")
		a.Content = append(a.Content, w.put("“"+sentence(w.clause(true))+".”"))
	} else {
		w.put(".")
	}
	w.add(a)
}

func (w *writer) according() {
	content := w.put(sentence(w.clause(true)))
	w.put(", ")
	cue := w.put("according to")
	w.put(" ")
	a := w.source(false)
	a.Form, a.Act, a.Content = "indirect", "assertion", []hearsay.Span{content}
	a.Cue = hearsay.Cue{Spans: []hearsay.Span{cue}, Lemma: "according to", Stance: "neutral"}
	w.put(".")
	w.add(a)
}

// relayed writes what one says that another has said.
func (w *writer) relayed() {
	inner := w.source(true)
	inner.Form = "indirect"
	w.put(" ")
	w.cue(&inner)
	w.put(" ")
	inner.Content = []hearsay.Span{w.put("that " + w.clause(true))}
	whole := hearsay.Span{Start: inner.Source.Spans[0].Start, End: inner.Content[0].End}
	w.put(", ")
	outer := w.source(false)
	w.put(" ")
	outer.Form, outer.Act, outer.Content = "indirect", "assertion", []hearsay.Span{whole}
	outer.Cue = hearsay.Cue{Spans: []hearsay.Span{w.put("said")}, Lemma: "say", Stance: "neutral"}
	w.put(".")
	k := w.add(outer)
	inner.Via = strconv.Itoa(k) // made an ID by finish
	w.add(inner)
}

// sentence returns a clause with its first letter in upper case.
func sentence(clause string) string {
	for i, r := range clause {
		return string(unicode.ToUpper(r)) + clause[i+len(string(r)):]
	}
	return clause
}

// clause makes up a clause, of more than ten words if it is to be long.
func (w *writer) clause(long bool) string {
	subject := w.phrase()
	verb := lists()["VBD"].draw(w.r)
	if w.r.IntN(3) == 0 {
		verb = []string{"would", "could", "will", "should"}[w.r.IntN(4)] + " " + lists()["VB"].draw(w.r)
	}
	s := subject + " " + verb + " " + w.phrase()
	if !long {
		return s
	}
	for range 1 + w.r.IntN(2) {
		s += w.extension()
	}
	return s
}

// extension makes up what may follow a clause.
func (w *writer) extension() string {
	switch w.r.IntN(4) {
	case 0:
		return " because " + w.phrase() + " " + lists()["VBD"].draw(w.r) + " " + lists()["RB"].draw(w.r)
	case 1:
		return " in " + place(w.r) + " " + lists()["RB"].draw(w.r)
	case 2:
		return " and " + lists()["VBD"].draw(w.r) + " " + w.phrase() + " after " + strconv.Itoa(2+w.r.IntN(900)) + " " + lists()["NNS"].draw(w.r)
	}
	return " without " + lists()["VBG"].draw(w.r) + " " + w.phrase()
}

// phrase makes up a noun phrase, now and then about what the article is about.
func (w *writer) phrase() string {
	switch w.r.IntN(6) {
	case 0:
		return "the " + w.topics[w.r.IntN(len(w.topics))]
	case 1:
		return "the " + lists()["JJ"].draw(w.r) + " " + lists()["NN"].draw(w.r)
	case 2:
		return lists()["NNS"].draw(w.r) + " of the " + lists()["NN"].draw(w.r)
	case 3:
		return "a " + lists()["NN"].draw(w.r) + " in " + place(w.r)
	case 4:
		return "the " + lists()["NN"].draw(w.r) + " and the " + lists()["NNS"].draw(w.r)
	}
	return "its " + lists()["JJ"].draw(w.r) + " " + lists()["NNS"].draw(w.r)
}

// finish derives IDs and chains.
func (w *writer) finish() {
	r := w.reading
	for i := range r.Attributions {
		a := &r.Attributions[i]
		key := []byte(r.Article.SHA256)
		for _, role := range [][]hearsay.Span{a.Cue.Spans, a.Source.Spans, a.Content} {
			key = append(key, '|')
			for _, s := range role {
				key = fmt.Appendf(key, " %d-%d", s.Start, s.End)
			}
		}
		sum := sha256.Sum256(key)
		a.ID = hex.EncodeToString(sum[:8])
		if a.Via != "" {
			k, _ := strconv.Atoi(a.Via)
			a.Via = r.Attributions[k].ID
		}
	}
	rechained(r)
}

// rechained writes the chains of a reading anew.
func rechained(r *hearsay.Reading) *hearsay.Reading {
	names := map[string]string{}
	for i := range r.Attributions {
		a := &r.Attributions[i]
		k, _ := strconv.Atoi(strings.TrimPrefix(a.Source.Speaker, "s"))
		names[a.ID] = r.Speakers[k-1].Name
		a.Chain = []string{r.Article.Outlet}
		if a.Via != "" && names[a.Via] != names[a.ID] {
			a.Chain = append(a.Chain, names[a.Via])
		}
		a.Chain = append(a.Chain, names[a.ID])
	}
	return r
}
