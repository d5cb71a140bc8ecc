package nlp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// corefCases are small trees with the clusters they should give. A word is
// form|tag|relation|head, the head counted from 1 in its sentence and 0 for the
// root; names stand in brackets after P, O, L or X for their kind. A cluster is
// its name, "=", and the mentions that follow from it.
var corefCases = []struct {
	name      string
	sentences []string
	want      []string
}{
	{"family name and pronoun", []string{
		"P[ Ann|NNP|nsubj|3 Orlo|NNP|flat|1 ] spoke|VBD|root|0 .|.|punct|3",
		"P[ Orlo|NNP|nsubj|2 ] said|VBD|root|0 she|PRP|nsubj|4 agreed|VBD|ccomp|2 .|.|punct|2",
	}, []string{"Ann Orlo = Ann Orlo / Orlo / she"}},
	{"title gives gender and description", []string{
		"Foreign|NNP|compound|2 Minister|NNP|compound|3 P[ Ilan|NNP|nsubj|5 Torvek|NNP|flat|3 ] spoke|VBD|root|0 .|.|punct|5",
		"The|DT|det|2 minister|NN|nsubj|3 left|VBD|root|0 .|.|punct|3",
		"The|DT|det|3 prime|JJ|amod|3 minister|NN|nsubj|4 stayed|VBD|root|0 .|.|punct|4",
	}, []string{"Ilan Torvek = Ilan Torvek / The minister", "The prime minister = The prime minister"}},
	{"of two ministers the subject", []string{
		"Minister|NNP|compound|2 P[ Ann|NNP|nsubj|4 Orlo|NNP|flat|2 ] told|VBD|root|0 Minister|NNP|compound|6 P[ Paul|NNP|obj|4 Mare|NNP|flat|6 ] .|.|punct|4",
		"The|DT|det|2 minister|NN|nsubj|3 left|VBD|root|0 .|.|punct|3",
	}, []string{"Ann Orlo = Ann Orlo / The minister", "Paul Mare = Paul Mare"}},
	{"what the minister is of", []string{
		"Prime|NNP|compound|2 Minister|NNP|nmod:desc|5 of|IN|case|4 L[ Halvern|NNP|nmod|2 ] P[ Dagny|NNP|nsubj|7 Rolvar|NNP|flat|5 ] spoke|VBD|root|0 .|.|punct|7",
		"Minister|NNP|compound|2 P[ Paul|NNP|nsubj|4 Mare|NNP|flat|2 ] left|VBD|root|0 .|.|punct|4",
		"The|DT|det|3 prime|JJ|amod|3 minister|NN|nsubj|6 of|IN|case|5 L[ Halvern|NNP|nmod|3 ] stayed|VBD|root|0 .|.|punct|6",
	}, []string{"Halvern = Halvern / Halvern", "Dagny Rolvar = Dagny Rolvar / The prime minister", "Paul Mare = Paul Mare"}},
	{"two of one family", []string{
		"P[ Ann|NNP|nsubj|6 Orlo|NNP|flat|1 ] and|CC|cc|4 P[ Paul|NNP|conj|1 Orlo|NNP|flat|4 ] spoke|VBD|root|0 .|.|punct|6",
		"Mr.|NNP|nmod:desc|2 P[ Orlo|NNP|nsubj|3 ] left|VBD|root|0 .|.|punct|3",
		"Mrs.|NNP|nmod:desc|2 P[ Orlo|NNP|nsubj|3 ] stayed|VBD|root|0 .|.|punct|3",
	}, []string{"Ann Orlo = Ann Orlo / Mrs. Orlo", "Paul Orlo = Paul Orlo / Mr. Orlo"}},
	{"title for a first name, particle, letters after the name", []string{
		"Mr|NNP|nmod:desc|3 Justice|NNP|nmod:desc|3 P[ Penhale|NNP|nsubj|4 ] spoke|VBD|root|0 .|.|punct|4",
		"P[ Bill|NNP|nsubj|4 de|NNP|flat|1 Varro|NNP|flat|1 ] spoke|VBD|root|0 .|.|punct|4",
		"P[ De|NNP|nsubj|3 Varro|NNP|flat|1 ] left|VBD|root|0 .|.|punct|3",
		"P[ Ann|NNP|nsubj|4 Orlo|NNP|flat|1 KC|NNP|flat|1 ] spoke|VBD|root|0 .|.|punct|4",
		"P[ Orlo|NNP|nsubj|2 ] left|VBD|root|0 .|.|punct|2",
	}, []string{"Mr Justice Penhale = Mr Justice Penhale", "Bill de Varro = Bill de Varro / De Varro", "Ann Orlo KC = Ann Orlo KC / Orlo"}},
	{"acronym", []string{
		"The|DT|det|4 O[ World|NNP|compound|4 Trade|NNP|compound|4 Council|NNP|nsubj|5 ] met|VBD|root|0 .|.|punct|5",
		"O[ WTC|NNP|compound|2 ] staff|NN|nsubj|3 left|VBD|root|0 .|.|punct|3",
		"The|DT|det|2 council|NN|nsubj|3 said|VBD|root|0 it|PRP|nsubj|5 agreed|VBD|ccomp|3 .|.|punct|3",
	}, []string{"World Trade Council = World Trade Council / WTC / The council / it", "WTC staff = WTC staff"}},
	{"first word of a firm", []string{
		"O[ Marlow|NNP|compound|2 Foods|NNPS|nsubj|3 ] met|VBD|root|0 .|.|punct|3",
		"P[ Marlow|NNP|nsubj|2 ] said|VBD|root|0 it|PRP|nsubj|4 agreed|VBD|ccomp|2 .|.|punct|2",
		"The|DT|det|2 confectioner|NN|nsubj|3 left|VBD|root|0 .|.|punct|3",
	}, []string{"Marlow Foods = Marlow Foods / Marlow / it / The confectioner"}},
	{"newspaper", []string{
		"The|DT|det|3 P[ Morrow|NNP|compound|3 Courier|NNP|nsubj|4 ] wrote|VBD|root|0 .|.|punct|4",
		"The|DT|det|2 newspaper|NN|nsubj|3 said|VBD|root|0 it|PRP|nsubj|5 erred|VBD|ccomp|3 .|.|punct|3",
	}, []string{"Morrow Courier = Morrow Courier / The newspaper / it"}},
	{"apposition", []string{
		"P[ Ada|NNP|nsubj|7 Venn|NNP|flat|1 ] ,|,|punct|5 the|DT|det|5 mayor|NN|appos|1 ,|,|punct|5 spoke|VBD|root|0 .|.|punct|7",
		"The|DT|det|2 mayor|NN|nsubj|3 left|VBD|root|0 .|.|punct|3",
	}, []string{"Ada Venn = Ada Venn / the mayor / The mayor"}},
	{"apposition before the name", []string{
		"The|DT|det|3 lead|JJ|amod|3 author|NN|nsubj|8 ,|,|punct|5 P[ Ines|NNP|appos|3 Parvo|NNP|flat|5 ] ,|,|punct|3 spoke|VBD|root|0 .|.|punct|8",
		"The|DT|det|2 author|NN|nsubj|3 left|VBD|root|0 .|.|punct|3",
	}, []string{"Ines Parvo = The lead author / Ines Parvo / The author"}},
	{"no apposition but the next subject", []string{
		"After|IN|case|2 P[ Ada|NNP|obl|7 Venn|NNP|flat|2 ] ,|,|punct|2 the|DT|det|6 mayor|NN|nsubj|7 spoke|VBD|root|0 .|.|punct|7",
	}, []string{"Ada Venn = Ada Venn", "the mayor = the mayor"}},
	{"somebody of that age", []string{
		"P[ Ada|NNP|nsubj|6 Venn|NNP|flat|1 ] ,|,|punct|4 54|CD|appos|1 ,|,|punct|4 met|VBD|root|0 P[ Paul|NNP|obj|6 Mare|NNP|flat|7 ] .|.|punct|6",
		"The|DT|det|6 54|CD|nummod|4 -|HYPH|punct|4 year|NN|compound|6 -|HYPH|punct|6 old|JJ|nsubj|7 left|VBD|root|0 .|.|punct|7",
	}, []string{"Ada Venn = Ada Venn / The 54 - year - old", "Paul Mare = Paul Mare"}},
	{"gender keeps apart", []string{
		"P[ Ada|NNP|nsubj|3 Venn|NNP|flat|1 ] met|VBD|root|0 P[ Paul|NNP|obj|3 Mare|NNP|flat|4 ] .|.|punct|3",
		"He|PRP|nsubj|2 thanked|VBD|root|0 her|PRP|obj|2 .|.|punct|2",
	}, []string{"Ada Venn = Ada Venn / her", "Paul Mare = Paul Mare / He"}},
	{"who is named next is another", []string{
		"P[ Paul|NNP|nsubj|3 Mare|NNP|flat|1 ] said|VBD|root|0 P[ Karl|NNP|nsubj|6 Roe|NNP|flat|4 ] left|VBD|ccomp|3 .|.|punct|3",
		"He|PRP|nsubj|2 said|VBD|root|0 P[ Roe|NNP|nsubj|4 ] agreed|VBD|ccomp|2 .|.|punct|2",
	}, []string{"Paul Mare = Paul Mare / He", "Karl Roe = Karl Roe / Roe"}},
	{"object is not the subject", []string{
		"P[ Paul|NNP|nsubj|2 ] saw|VBD|root|0 him|PRP|obj|2 .|.|punct|2",
	}, []string{"Paul = Paul"}},
	{"expletive", []string{
		"The|DT|det|2 O[ Senate|NNP|nsubj|3 ] met|VBD|root|0 .|.|punct|3",
		"It|PRP|expl|3 is|VBZ|cop|3 late|JJ|root|0 .|.|punct|3",
	}, []string{"Senate = Senate"}},
	{"whatever speaks", []string{
		"The|DT|det|4 national|JJ|amod|4 weather|NN|compound|4 service|NN|nsubj|5 said|VBD|root|0 it|PRP|nsubj|7 warned|VBD|ccomp|5 .|.|punct|5",
	}, []string{"The national weather service = The national weather service / it"}},
	{"group", []string{
		"Two|CD|nummod|2 officials|NNS|nsubj|3 said|VBD|root|0 they|PRP|nsubj|5 agreed|VBD|ccomp|3 .|.|punct|3",
	}, []string{"Two officials = Two officials / they"}},
	{"two are they", []string{
		"P[ Ann|NNP|nsubj|5 Orlo|NNP|flat|1 ] and|CC|cc|4 P[ Mare|NNP|conj|1 ] spoke|VBD|root|0 .|.|punct|5",
		"They|PRP|nsubj|2 agreed|VBD|root|0 .|.|punct|2",
	}, []string{"Ann Orlo = Ann Orlo", "Mare = Mare", "Ann Orlo and Mare = Ann Orlo and Mare / They"}},
	{"suffix of a name", []string{
		"O[ Velorian|JJ|amod|3 Foreign|NNP|compound|3 Ministry|NNP|nsubj|4 ] spoke|VBD|root|0 .|.|punct|4",
		"The|DT|det|3 O[ Foreign|NNP|compound|3 Ministry|NNP|nsubj|4 ] denied|VBD|root|0 it|PRP|obj|4 .|.|punct|4",
		"The|DT|det|2 ministry|NN|nsubj|3 declined|VBD|root|0 .|.|punct|3",
	}, []string{"Velorian Foreign Ministry = Velorian Foreign Ministry / Foreign Ministry / The ministry"}},
	{"whose ministry it is", []string{
		"L[ Castrel|NNP|nmod:poss|4 ] 's|POS|case|1 O[ Defence|NNP|compound|4 Ministry|NNP|nsubj|5 ] spoke|VBD|root|0 .|.|punct|5",
		"The|DT|det|2 ministry|NN|nsubj|3 declined|VBD|root|0 .|.|punct|3",
	}, []string{"Castrel = Castrel", "Castrel 's Defence Ministry = Castrel 's Defence Ministry / The ministry"}},
	{"study taken up by another word", []string{
		"A|DT|det|2 study|NN|nsubj|3 found|VBD|root|0 this|DT|obj|3 .|.|punct|3",
		"The|DT|det|2 paper|NN|nsubj|3 says|VBZ|root|0 it|PRP|obj|3 .|.|punct|3",
	}, []string{"A study = A study / The paper"}},
	{"explained later", []string{
		"A|DT|det|2 judge|NN|nsubj|3 ruled|VBD|root|0 .|.|punct|3",
		"Judge|NNP|nmod:desc|2 P[ Althea|NNP|nsubj|4 Monk|NNP|flat|2 ] agreed|VBD|root|0 .|.|punct|4",
	}, []string{"Althea Monk = A judge / Althea Monk"}},
	{"not explained if there are two", []string{
		"A|DT|det|2 judge|NN|nsubj|3 ruled|VBD|root|0 .|.|punct|3",
		"Judge|NNP|nmod:desc|2 P[ Althea|NNP|nsubj|4 Monk|NNP|flat|2 ] agreed|VBD|root|0 .|.|punct|4",
		"Judge|NNP|nmod:desc|2 P[ Karl|NNP|nsubj|4 Roe|NNP|flat|2 ] left|VBD|root|0 .|.|punct|4",
	}, []string{"A judge = A judge", "Althea Monk = Althea Monk", "Karl Roe = Karl Roe"}},
}

// corefDoc builds the Doc of a case.
func corefDoc(t *testing.T, sentences []string) *Doc {
	t.Helper()
	kinds := map[string]Kind{"P[": Person, "O[": Organisation, "L[": Place, "X[": Other}
	var list []Sentence
	var entities []Entity
	n := 0
	for _, line := range sentences {
		var s Sentence
		for _, f := range strings.Fields(line) {
			if kind, ok := kinds[f]; ok {
				entities = append(entities, Entity{Range{n, n}, kind})
				continue
			}
			if f == "]" {
				entities[len(entities)-1].End = n
				continue
			}
			p := strings.Split(f, "|")
			tag, okTag := ParseTag(p[1])
			dep, okDep := ParseDep(p[2])
			head, err := strconv.Atoi(p[3])
			if !okTag || !okDep || err != nil {
				t.Fatalf("bad word %q", f)
			}
			s.Words = append(s.Words, Word{Form: p[0], SpaceAfter: true, Head: head - 1, Tag: tag, Dep: dep})
			n++
		}
		list = append(list, s)
	}
	d := FromWords(list)
	for i := range d.Tokens {
		d.Tokens[i].Quote = -1
	}
	d.SetEntities(entities)
	lemmatise(d)
	return d
}

func clusterList(d *Doc) []string {
	var list []string
	for _, c := range d.Clusters {
		var mentions []string
		for _, m := range c.Mentions {
			mentions = append(mentions, d.Slice(m.Range))
		}
		list = append(list, c.Name+" = "+strings.Join(mentions, " / "))
	}
	return list
}

func TestResolve(t *testing.T) {
	for _, c := range corefCases {
		d := corefDoc(t, c.sentences)
		resolve(d)
		if got := clusterList(d); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		checkClusters(t, d)
		first := fmt.Sprint(d.Clusters)
		if resolve(d); fmt.Sprint(d.Clusters) != first {
			t.Errorf("%s: the second run differs", c.name)
		}
	}
}

// checkClusters verifies what holds for the clusters of any text.
func checkClusters(t *testing.T, d *Doc) {
	t.Helper()
	heads := map[int]bool{}
	for _, c := range d.Clusters {
		last := -1
		for _, m := range c.Mentions {
			if m.First < 0 || m.End > len(d.Tokens) || !m.Has(m.Head) || m.Head <= last || heads[m.Head] {
				t.Fatalf("cluster %q: mention %+v after %d", c.Name, m, last)
			}
			last, heads[m.Head] = m.Head, true
		}
		if c.Name == "" || len(c.Mentions) == 0 {
			t.Fatalf("cluster %+v", c)
		}
	}
}

func TestResolveWithoutTree(t *testing.T) {
	d := Split(strings.Repeat("Ann Orlo met Paul Mare. He thanked her. ", 2000))
	var entities []Entity
	for i := range d.Tokens {
		d.Tokens[i].Tag = TagNN
		switch d.Tokens[i].Lower {
		case "he", "her":
			d.Tokens[i].Tag = TagPRP
		case "ann", "paul":
			entities = append(entities, Entity{Range{i, i + 2}, Person})
		}
	}
	d.SetEntities(entities)
	lemmatise(d)
	resolve(d)
	checkClusters(t, d)
	if len(d.Clusters) != 2 {
		t.Errorf("%d clusters", len(d.Clusters))
	}
}
