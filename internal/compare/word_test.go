package compare

import (
	"strings"
	"testing"

	"hearsay"
)

func wordsOf(s string) []Word { return Words(s, hearsay.Span{End: len(s)}) }

// sameForms reports whether two texts have the same words, by a level of sameness.
func sameAt(a, b string, level func(x, y *Word) bool) bool {
	x, y := wordsOf(a), wordsOf(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if !level(&x[i], &y[i]) {
			return false
		}
	}
	return true
}

func TestWordsThatAreTheSame(t *testing.T) {
	form := func(x, y *Word) bool { return x.form == y.form }
	stem := func(x, y *Word) bool { return x.stem == y.stem }
	class := func(x, y *Word) bool { return x.class == y.class }
	tests := []struct {
		a, b  string
		level func(x, y *Word) bool
	}{
		{"Don’t go", "do not go", form},
		{"He won't", "he will not", form},
		{"We cannot", "we can't", form},
		{"it’s ours", "It is ours", form},
		{"the workers’ union", "The workers' union", form},
		{"harbour centre organised", "harbor center organized", form},
		{"travelled 500 metres", "traveled 500 meters", form},
		{"café ﬁnds", "cafe finds", form},
		{"eleven times", "11 times", form},
		{"5,000 of 1.2 million", "5000 of 1,200,000", form},
		{"forty-one years", "41 years", form},
		{"two hundred and four percent", "200 and 4%", form},
		{"four per cent", "4 percent", form},
		{"on 1 June", "on June 1", form},
		{"the first of October", "October 1", nil},
		{"by Sept 30", "by 30 September", form},
		{"U.S. troops", "US troops", nil},
		{"closing", "closed", stem},
		{"stopped", "stopping", stem},
		{"promise", "promised", stem},
		{"stays", "stay", stem},
		{"denied", "denies", stem},
		{"was", "are", stem},
		{"had said", "has said", stem},
		{"would", "will", stem},
		{"fishermen", "fisherman", stem},
		{"agreed", "agree", stem},
		{"crusade", "campaigns", class},
		{"closure", "closing", class},
		{"intention", "intends", class},
		{"negotiation", "negotiating", class},
		{"lorries", "truck", class},
		{"about 640", "around 640", class},
	}
	for _, tt := range tests {
		if tt.level == nil {
			continue
		}
		if !sameAt(tt.a, tt.b, tt.level) {
			t.Errorf("%q and %q are not the same", tt.a, tt.b)
		}
	}
	for _, pair := range [][2]string{{"news", "new"}, {"bring", "brings it"}, {"14 million", "40 million"}, {"may", "will"}, {"speed", "sped"}} {
		if sameAt(pair[0], pair[1], class) {
			t.Errorf("%q and %q are the same", pair[0], pair[1])
		}
	}
}

func TestWordFlags(t *testing.T) {
	show := func(text string, f wordFlags) string {
		var out []string
		for _, w := range wordsOf(text) {
			if w.is(f) {
				out = append(out, text[w.Start:w.End])
			}
		}
		return strings.Join(out, " ")
	}
	tests := []struct {
		text string
		flag wordFlags
		want string
	}{
		{`He said the plan was “a disgrace” and “no plan”.`, quoted, "a disgrace no plan"},
		{`"All of it," she`, quoted, "All of it"},
		{`and it stays,” he`, quoted, "and it stays"},
		{`the union's workers’ club`, quoted, ""},
		{`‘the workers’ club’ is`, quoted, "the workers"},
		{`„so ist es“ nicht`, quoted, "so ist es"},
		{`« rien » ici`, quoted, "rien"},
		{`can bring [demand] back`, bracketed, "demand"},
		{`we came … we saw`, after, "we"},
		{`we came ... we saw`, after, "we"},
		{`It may rain on about 20 days, not about bridges`, hedge, "may about"},
		{`nobody didn't never`, negation, "nobody n't never"},
		{`Monday in Sele. The town`, first, "Monday The"},
		{`Monday in Sele. The town`, name, "Sele"},
		{`on 30 September and the first of June`, date, "30 September first of June"},
	}
	for _, tt := range tests {
		if got := show(tt.text, tt.flag); got != tt.want {
			t.Errorf("%q: flagged are %q, want %q", tt.text, got, tt.want)
		}
	}
}

// No word is in two sets, or one of them would be lost.
func TestSetsAreDisjoint(t *testing.T) {
	lex := words()
	seen := map[uint64]string{}
	for _, set := range lexiconLines(sameFile) {
		for _, w := range set {
			h := lex.stemHash(w)
			if other, ok := seen[h]; ok {
				t.Errorf("%q of the set of %s is already there as %q", w, set[0], other)
			}
			seen[h] = w
		}
	}
}
