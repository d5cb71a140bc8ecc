package eval

import (
	"strings"
	"testing"

	"hearsay/internal/nlp"
)

const sampleCoNLLU = `# newdoc id = one
# newpar
# text = Mara didn't say "no".
1	Mara	Mara	PROPN	NNP	_	4	nsubj	_	_
2-3	didn't	_	_	_	_	_	_	_	_
2	did	do	AUX	VBD	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	say	say	VERB	VB	_	0	root	_	_
5	"	"	PUNCT	` + "``" + `	_	6	punct	_	SpaceAfter=No
6	no	no	INTJ	UH	_	4	obj	_	SpaceAfter=No
6.1	x	x	X	X	_	_	_	_	_
7	"	"	PUNCT	''	_	6	punct	_	SpaceAfter=No
8	.	.	PUNCT	.	_	4	punct	_	_

# text = Rain.
1	Rain	rain	NOUN	NN	_	0	root	_	SpaceAfter=No
2	.	.	PUNCT	.	_	1	punct	_	_

# newdoc id = two
1	Yes	yes	INTJ	UH	_	0	root	_	_
`

func TestParseCoNLLU(t *testing.T) {
	docs, err := parseCoNLLU(strings.NewReader(sampleCoNLLU))
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 2 || len(docs[0].Sentences) != 2 || len(docs[0].Tokens) != 10 {
		t.Fatalf("%d documents, want 2; first: %+v", len(docs), docs[0].Sentences)
	}
	d := docs[0]
	if want := `Mara didn't say "no". Rain. `; d.Text != want {
		t.Errorf("text %q, want %q", d.Text, want)
	}
	if d.Tokens[2].Head != 3 || d.Tokens[3].Head != -1 || d.Tokens[9].Head != 8 {
		t.Errorf("heads %d %d %d", d.Tokens[2].Head, d.Tokens[3].Head, d.Tokens[9].Head)
	}
	if d.Tokens[2].Dep != nlp.DepAdvmod || d.Tokens[4].Tag != nlp.TagOpenQuote {
		t.Errorf("token 2 is %v, token 4 %v", d.Tokens[2].Dep, d.Tokens[4].Tag)
	}
	var s TreeScore
	s.Add(d, d)
	bare := d.Bare()
	s.Add(d, bare)
	if s.Words != 20 || s.Labelled != 10 || s.Heads != 12 || s.Tags != 10 {
		t.Errorf("score %+v", s)
	}
}

func TestParseCoNLLUFaults(t *testing.T) {
	for _, bad := range []string{"1\ttoo\tfew\n", "2\ta\t_\t_\tNN\t_\t0\troot\t_\t_\n", "1\ta\t_\t_\tNN\t_\tx\troot\t_\t_\n"} {
		if _, err := parseCoNLLU(strings.NewReader(bad)); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}

func TestEntitiesOf(t *testing.T) {
	got := entitiesOf([]string{"B-PER", "I-PER", "B-PER", "O", "B-LOC", "I-ORG", "O"})
	want := []nlp.Entity{
		{Range: nlp.Range{First: 0, End: 2}, Kind: nlp.Person}, {Range: nlp.Range{First: 2, End: 3}, Kind: nlp.Person},
		{Range: nlp.Range{First: 4, End: 5}, Kind: nlp.Place}, {Range: nlp.Range{First: 5, End: 6}, Kind: nlp.Organisation},
	}
	if len(got) != len(want) {
		t.Fatalf("entities %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("entity %d is %v, want %v", i, got[i], want[i])
		}
	}
}
