package hearsay

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
	"hearsay/internal/samples"
)

// speakerCases are texts with the attributions in them and who is behind each. An
// attribution is source | cue | content, a source of "-" being unexpressed; the
// words are those that come next in the text after the source before. What follows
// the arrow is the speaker's name, then his kind, role and organisation, as far as
// the case is about them.
var speakerCases = []struct {
	name, text string
	want       []string
}{
	{"family name, title, pronoun",
		"Foreign Minister Ana Kell told parliament that the talks would go on. “We are close,” Kell said. Ms Kell noted that the border was open. She added that it would stay open.",
		[]string{
			"Foreign Minister Ana Kell | told | that the talks would go on => Ana Kell; person; Foreign Minister",
			"Kell | said | “We are close,” => Ana Kell",
			"Ms Kell | noted | that the border was open => Ana Kell",
			"She | added | that it would stay open => Ana Kell",
		}},
	{"description after the name",
		"Piet Harrow, a spokesman for the Harbour Ministry, said the pier was closed. The spokesman would not say for how long.",
		[]string{
			"Piet Harrow, a spokesman for the Harbour Ministry, | said | the pier was closed => Piet Harrow; person; spokesman for the Harbour Ministry; Harbour Ministry",
			"The spokesman | would not say | for how long => Piet Harrow",
		}},
	{"description before the name",
		"The union’s president, Joan Marsh, said the strike was over. Its lawyer, Tom Reed, said nothing had been signed.",
		[]string{
			"The union’s president, Joan Marsh, | said | the strike was over => Joan Marsh; person; president",
			"Its lawyer, Tom Reed, | said | nothing had been signed => Tom Reed; person; lawyer",
		}},
	{"the name is not the head",
		"A spokeswoman for Governor Paul Mare said he was ill. The Mare government said nothing. Mare’s office confirmed the report.",
		[]string{
			"A spokeswoman for Governor Paul Mare | said | he was ill => A spokeswoman for Governor Paul Mare; unnamed; spokeswoman for Governor Paul Mare",
			"The Mare government | said | nothing => The Mare government; organisation",
			"Mare’s office | confirmed | the report => Mare’s office; organisation",
		}},
	{"whoever said it in a statement",
		"Talks on the canal will go on, the Harbour Ministry said in a statement. “Both sides were frank,” the statement says. The ministry gave no date, and the ministry’s statement named no one.",
		[]string{
			"the Harbour Ministry | said in a statement | Talks on the canal will go on => Harbour Ministry; organisation",
			"the statement | says | “Both sides were frank,” => Harbour Ministry",
			"the ministry’s statement | named | no one => Harbour Ministry",
		}},
	{"a report is a source of its own",
		"A report by the county auditor found that the roof leaked. It said rain had come in for years. The report also blamed the builders.",
		[]string{
			"A report by the county auditor | found | that the roof leaked => A report by the county auditor; document",
			"It | said | rain had come in for years => A report by the county auditor",
			"The report | also blamed | the builders => A report by the county auditor",
		}},
	{"I, we and you in a quotation",
		"“I asked the council, and we believe the bridge will hold,” Tom Reed, director of the Orla Bridge Trust, told Joan Marsh. “You think so too.”",
		[]string{
			"I | asked | the council => Tom Reed",
			"we | believe | the bridge will hold => Orla Bridge Trust; organisation",
			"Tom Reed, director of the Orla Bridge Trust, | told | “I asked the council, and we believe the bridge will hold,” … “You think so too.” => Tom Reed; person; director of the Orla Bridge Trust; Orla Bridge Trust",
		}},
	{"who after a noun phrase",
		"A person close to the family that owns the mill, who asked not to be named, said it was for sale.",
		[]string{
			"who | asked | not to be named => A person close to the family that owns the mill",
		}},
	{"several are a group",
		"Ann Orlo and Paul Mare said they would appeal. They added that they had time. Each of them said the judge had erred.",
		[]string{
			"Ann Orlo and Paul Mare | said | they would appeal => Ann Orlo and Paul Mare; group",
			"They | added | that they had time => Ann Orlo and Paul Mare",
			"Each of them | said | the judge had erred => Each of them",
		}},
	{"firm, newspaper, acronym",
		"Shares in Marlow Foods fell after the confectioner warned of losses. The Selm Courier reported that Marlow would close a plant. The newspaper cited a memo. The World Canal Organisation (WCO) said trade was slow. WCO expects it to grow.",
		[]string{
			"the confectioner | warned | of losses => Marlow Foods; organisation",
			"The Selm Courier | reported | that Marlow would close a plant => Selm Courier; organisation",
			"The newspaper | cited | a memo => Selm Courier",
			"The World Canal Organisation (WCO) | said | trade was slow => World Canal Organisation; organisation",
			"WCO | expects | it to grow => World Canal Organisation",
		}},
	{"who has just been introduced speaks next",
		"Karl Roe criticised the plan. The plan was praised by teachers and by Nina Holt, who runs the school. “It is time,” she said. Roe disagreed. “It is too late,” he said.",
		[]string{
			"Karl Roe | criticised | the plan => Karl Roe",
			"she | said | “It is time,” => Nina Holt",
			"Roe | disagreed | . => Karl Roe",
			"he | said | “It is too late,” => Karl Roe",
		}},
	{"the headline explained by the report",
		"Judge rules ferry owner must pay\n\nVESTHAVN — A judge ruled on Friday that the owner of a ferry must pay for a pier.\n\nJudge Althea Monk said the pier was older than the ferry.",
		[]string{
			"Judge | rules | ferry owner must pay => Althea Monk; person; Judge",
			"A judge | ruled | that the owner of a ferry must pay for a pier => Althea Monk",
			"Judge Althea Monk | said | the pier was older than the ferry => Althea Monk",
		}},
}

func TestSpeakers(t *testing.T) {
	r := testReader(t)
	for _, c := range speakerCases {
		n := annotated(t, r, c.text, c.want)
		for i, line := range c.want {
			_, want, _ := strings.Cut(line, " => ")
			a := &n.reading.Attributions[i]
			if a.Source.Speaker == "" {
				t.Errorf("%s: %s: nobody", c.name, line)
				continue
			}
			s := n.reading.Speakers[speakerNumber(a.Source.Speaker)]
			got := []string{s.Name, s.Kind, s.Role, s.Organisation}
			if fields := strings.Split(want, "; "); !slices.Equal(got[:len(fields)], fields) {
				t.Errorf("%s: %s\n got %s", c.name, line, strings.Join(got, "; "))
			}
		}
		checkSpeakers(t, n.reading)
	}
}

// checkSpeakers verifies what holds for the speakers of any reading.
func checkSpeakers(t *testing.T, r *Reading) {
	t.Helper()
	first := 0
	for i, s := range r.Speakers {
		if s.ID != fmt.Sprint("s", i+1) || s.Name == "" || s.Kind == "" {
			t.Errorf("speaker %d: %+v", i, s)
		}
		if at := firstMention(&s); at < first {
			t.Errorf("speaker %s is mentioned before the one before", s.ID)
		} else {
			first = at
		}
		for k, m := range s.Mentions {
			if m.End <= m.Start || k > 0 && m.Start < s.Mentions[k-1].Start {
				t.Errorf("speaker %s: mention %+v", s.ID, m)
			}
		}
	}
}

func testReader(t *testing.T) *Reader {
	t.Helper()
	r, err := NewReader()
	if err != nil {
		t.Skipf("the models have not been trained: %v", err)
	}
	return r
}

// annotated returns the narration of a text whose attributions are known.
func annotated(t *testing.T, r *Reader, text string, lines []string) *narration {
	t.Helper()
	article := NewArticle(text)
	n := &narration{doc: r.analyzer.Analyze(text), layout: readLayout(article.Text), reading: &Reading{Article: article}}
	from := 0
	for _, line := range lines {
		relation, _, _ := strings.Cut(line, " => ")
		f := strings.Split(relation, " | ")
		var rel attribution.Relation
		var at int
		rel.Source, at = locate(t, n.doc, f[0], from)
		rel.Cue, _ = locate(t, n.doc, f[1], at)
		rel.Content, _ = locate(t, n.doc, f[2], 0)
		from = at
		n.relations = append(n.relations, rel)
	}
	return speakersOf(n)
}

// speakersOf nests the relations of n, whose doc and article are set, and finds
// their speakers.
func speakersOf(n *narration) *narration {
	for i := range n.relations {
		n.relations[i].Via = -1
		for j := range n.relations {
			if len(n.relations[i].Cue) > 0 && i != j && nlp.Holds(n.relations[j].Content, n.relations[i].Cue[0].First) {
				n.relations[i].Via = j
			}
		}
	}
	n.convert()
	n.findSpeakers()
	n.buildChains()
	return n
}

// locate returns the tokens of words, whose parts are joined by " … ", at or after
// a byte of the text, or before it if they are not there, and the byte where the
// first part begins.
func locate(t *testing.T, d *nlp.Doc, words string, from int) (ranges []nlp.Range, start int) {
	t.Helper()
	for k, part := range strings.Split(words, " … ") {
		at := strings.Index(d.Text[from:], part) + from
		if at < from {
			at = strings.Index(d.Text, part)
		}
		if at < 0 {
			t.Fatalf("%q is not in the text", part)
		}
		ranges = append(ranges, d.Touching(at, at+len(part)))
		if k == 0 {
			start = at
		}
		from = at + len(part)
	}
	return ranges, start
}

// TestSpeakersOfSamples gives the sample articles their annotated attributions, so
// that nothing but the speakers is put to the test.
func TestSpeakersOfSamples(t *testing.T) {
	r := testReader(t)
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	right, total := 0, 0
	for _, s := range all {
		article := NewArticle(s.Text)
		var borders []int
		if line, ok := article.DatelineSpan(); ok {
			borders = append(borders, line.End)
		}
		n := &narration{doc: r.analyzer.Analyze(s.Text, borders...), layout: readLayout(article.Text), reading: &Reading{Article: article}}
		ranges := func(spans []samples.Span) (out []nlp.Range) {
			for _, sp := range spans {
				out = append(out, n.doc.Touching(sp.Start, sp.End))
			}
			return out
		}
		for _, w := range s.Want {
			n.relations = append(n.relations, attribution.Relation{Source: ranges(w.Source), Cue: ranges(w.Cue), Content: ranges(w.Content), Addressee: ranges(w.To)})
		}
		speakersOf(n)
		checkSpeakers(t, n.reading)
		for i, w := range s.Want {
			if w.Speaker == "" {
				continue
			}
			total++
			if id := n.reading.Attributions[i].Source.Speaker; id != "" && oneName(n.reading.Speakers[speakerNumber(id)].Name, w.Speaker) {
				right++
			} else {
				t.Logf("%s: %s is not %s", s.Name, s.Words(w.Source), w.Speaker)
			}
		}
	}
	if right*100 < total*90 {
		t.Errorf("only %d of %d speakers are right", right, total)
	}
}

// oneName reports whether two names are the same but for article and case.
func oneName(a, b string) bool {
	return strings.EqualFold(withoutArticle(oneLine(a)), withoutArticle(b))
}
