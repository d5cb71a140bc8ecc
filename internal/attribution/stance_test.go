package attribution

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"hearsay/internal/nlp"
)

// TestWordingInContext reads cues on hand-built trees. The cue is given as it
// stands in the text, the content as the words after a bar.
func TestWordingInContext(t *testing.T) {
	for _, c := range []struct {
		name, tree, cue, content string
		want                     wording
	}{
		{"particle inside the cue",
			`Torvek//NNP/2/nsubj/PER pointed/point/VBD/0/root out//RP/2/compound:prt that//IN/5/mark prices/price/NNS/6/nsubj fell/fall/VBD/2/ccomp`,
			"pointed out", "that prices fell", wording{"endorsing", "assertion", true, false}},
		{"particle right after the cue",
			`Torvek//NNP/2/nsubj/PER pointed/point/VBD/0/root out//RP/2/compound:prt that//IN/5/mark prices/price/NNS/6/nsubj fell/fall/VBD/2/ccomp`,
			"pointed", "that prices fell", wording{"endorsing", "assertion", true, false}},
		{"particle after the object",
			`She//PRP/4/nsubj did/do/VBD/4/aux not//RB/4/advmod rule//VB/0/root a//DT/6/det strike//NN/4/obj out//RP/4/compound:prt`,
			"did not rule", "a strike", wording{"neutral", "eventuality", false, false}},
		{"negation keeps the stance",
			`She//PRP/4/nsubj did/do/VBD/4/aux not//RB/4/advmod admit//VB/0/root the//DT/6/det error//NN/4/obj`,
			"did not admit", "the error", wording{"endorsing", "assertion", false, true}},
		{"the last verb decides",
			`She//PRP/2/nsubj declined/decline/VBD/0/root to//TO/4/mark confirm//VB/2/xcomp the//DT/6/det plan//NN/4/obj`,
			"declined to confirm", "the plan", wording{"endorsing", "assertion", false, false}},
		{"falsely before",
			`He//PRP/3/nsubj falsely//RB/3/advmod claimed/claim/VBD/0/root that//IN/6/mark prices/price/NNS/6/nsubj fell/fall/VBD/3/ccomp`,
			"claimed", "that prices fell", wording{"countering", "assertion", false, false}},
		{"falsely inside the cue",
			`He//PRP/3/nsubj falsely//RB/3/advmod insisted/insist/VBD/0/root that//IN/6/mark prices/price/NNS/6/nsubj fell/fall/VBD/3/ccomp`,
			"falsely insisted", "that prices fell", wording{"countering", "assertion", false, false}},
		{"joined adverbs",
			`He//PRP/5/nsubj repeatedly//RB/5/advmod and//CC/4/cc wrongly//RB/2/conj said/say/VBD/0/root prices/price/NNS/7/nsubj fell/fall/VBD/5/ccomp`,
			"said", "prices fell", wording{"countering", "assertion", false, false}},
		{"rightly",
			`He//PRP/3/nsubj rightly//RB/3/advmod said/say/VBD/0/root prices/price/NNS/5/nsubj fell/fall/VBD/3/ccomp`,
			"said", "prices fell", wording{"endorsing", "assertion", false, false}},
		{"reportedly",
			`He//PRP/3/nsubj reportedly//RB/3/advmod believes/believe/VBZ/0/root prices/price/NNS/5/nsubj fell/fall/VBD/3/ccomp`,
			"believes", "prices fell", wording{"distancing", "belief", false, false}},
		{"an adverb of the content is none of the cue",
			`He//PRP/2/nsubj said/say/VBD/0/root wrongly//RB/5/advmod addressed/address/VBN/5/amod letters/letter/NNS/6/nsubj vanished/vanish/VBD/2/ccomp`,
			"said", "wrongly addressed letters vanished", wording{"neutral", "assertion", false, false}},
		{"an adverb of another verb is none of the cue",
			`Torvek//NNP/6/nsubj/PER who/who/WP/4/nsubj was/be/VBD/4/aux:pass charged/charge/VBN/1/acl:relcl wrongly//RB/4/advmod said/say/VBD/0/root prices/price/NNS/8/nsubj fell/fall/VBD/6/ccomp`,
			"said", "prices fell", wording{"neutral", "assertion", false, false}},
		{"adverb alone",
			`The//DT/2/det mill//NN/4/nsubj reportedly//RB/4/advmod closed/close/VBD/0/root`,
			"reportedly", "The mill", wording{"distancing", "assertion", false, false}},
		{"without evidence",
			`He//PRP/2/nsubj said/say/VBD/0/root ~,//,/5/punct without//IN/5/case evidence//NN/2/obl ~,//,/5/punct that//IN/9/mark prices/price/NNS/9/nsubj fell/fall/VBD/2/ccomp`,
			"said", "that prices fell", wording{"distancing", "assertion", false, false}},
		{"without offering any evidence",
			`He//PRP/2/nsubj said/say/VBD/0/root without//IN/4/mark offering/offer/VBG/2/advcl any//DT/6/det evidence//NN/4/obj prices/price/NNS/8/nsubj fell/fall/VBD/2/ccomp`,
			"said", "prices fell", wording{"distancing", "assertion", false, false}},
		{"an adjective on a noun",
			`His//PRP$/3/nmod:poss unfounded//JJ/3/amod claim//NN/7/nsubj that//IN/6/mark prices/price/NNS/6/nsubj fell/fall/VBD/3/acl spread//VBD/0/root`,
			"claim", "that prices fell", wording{"countering", "assertion", true, false}},
		{"said to be",
			`He//PRP/3/nsubj:pass is/be/VBZ/3/aux:pass said/say/VBN/0/root to//TO/6/mark have/have/VB/6/aux left/leave/VBN/3/xcomp`,
			"said", "to have left", wording{"distancing", "assertion", false, false}},
		{"infinitive after say",
			`She//PRP/2/nsubj told/tell/VBD/0/root them/they/PRP/2/obj to//TO/5/mark leave//VB/2/xcomp`,
			"told", "to leave", wording{"neutral", "assertion", false, false}},
		{"infinitive after ask",
			`She//PRP/2/nsubj asked/ask/VBD/0/root the//DT/4/det court//NN/2/obj to//TO/6/mark rule//VB/2/xcomp`,
			"asked", "the court to rule", wording{"neutral", "eventuality", false, false}},
		{"question after ask",
			`She//PRP/2/nsubj asked/ask/VBD/0/root whether//IN/5/mark prices/price/NNS/5/nsubj fell/fall/VBD/2/ccomp`,
			"asked", "whether prices fell", wording{"neutral", "assertion", false, false}},
		{"expected by others",
			`Prices/price/NNS/3/nsubj:pass are/be/VBP/3/aux:pass expected/expect/VBN/0/root to//TO/5/mark rise//VB/3/xcomp`,
			"are expected", "to rise", wording{"neutral", "belief", false, false}},
		{"expect to do",
			`She//PRP/2/nsubj expects/expect/VBZ/0/root to//TO/4/mark win//VB/2/xcomp`,
			"expects", "to win", wording{"neutral", "eventuality", false, false}},
		{"a verb wins over the noun of its medium",
			`"//''/5/punct ~Prices/price/NNS/3/nsubj fell/fall/VBD/5/ccomp ~"//''/3/punct claimed/claim/VBD/0/root Torvek//NNP/5/nsubj/PER in//IN/9/case a//DT/9/det statement//NN/5/obl`,
			"claimed Torvek in a statement", "Prices fell", wording{"distancing", "assertion", false, false}},
		{"a noun with a light verb",
			`She//PRP/2/nsubj issued/issue/VBD/0/root a//DT/4/det warning//NN/2/obj that//IN/7/mark prices/price/NNS/7/nsubj fell/fall/VBD/4/acl`,
			"issued a warning", "that prices fell", wording{"neutral", "assertion", false, false}},
		{"a gap in a phrase",
			`She//PRP/2/nsubj made/make/VBD/0/root it//PRP/2/obj very//RB/5/advmod clear//JJ/2/xcomp that//IN/8/mark prices/price/NNS/8/nsubj fell/fall/VBD/5/ccomp`,
			"made it very clear", "that prices fell", wording{"endorsing", "assertion", false, false}},
		{"responsibility is no claim",
			`They//PRP/2/nsubj claimed/claim/VBD/0/root responsibility//NN/2/obj for//IN/6/case the//DT/6/det delay//NN/3/nmod`,
			"claimed", "responsibility for the delay", wording{"neutral", "assertion", false, false}},
		{"declining to comment is a saying",
			`She//PRP/2/nsubj declined/decline/VBD/0/root to//TO/4/mark comment//VB/2/xcomp`,
			"declined", "to comment", wording{"neutral", "assertion", false, false}},
		{"a plea",
			`She//PRP/2/nsubj pleaded/plead/VBD/0/root not//RB/4/advmod guilty//JJ/2/xcomp`,
			"pleaded", "not guilty", wording{"neutral", "assertion", false, false}},
		{"the cue alone in quotation marks",
			`The//DT/2/det firm//NN/4/nsubj "//''/4/punct ~admitted/admit/VBD/0/root ~"//''/4/punct prices/price/NNS/7/nsubj fell/fall/VBD/4/ccomp`,
			"admitted", "prices fell", wording{"distancing", "assertion", false, true}},
		{"a cue inside what somebody else says",
			`"//''/3/punct ~He//PRP/3/nsubj said/say/VBD/0/root prices/price/NNS/5/nsubj fell/fall/VBD/3/ccomp in//IN/8/case the//DT/8/det end//NN/5/obl ~"//''/3/punct`,
			"said", "prices fell", wording{"neutral", "assertion", false, false}},
		{"unknown verb",
			`She//PRP/2/nsubj florbed/florb/VBD/0/root prices/price/NNS/4/nsubj fell/fall/VBD/2/ccomp`,
			"florbed", "prices fell", wording{"neutral", "assertion", false, false}},
		{"no cue",
			`Prices/price/NNS/2/nsubj fell/fall/VBD/0/root`,
			"", "Prices fell", wording{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.tree)
			r := Relation{Cue: phrase(t, d, c.cue), Content: phrase(t, d, c.content), Via: -1}
			if got := wordingOf(d, &r); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestSeedWords holds the lexicon to the words by which each class is known.
func TestSeedWords(t *testing.T) {
	for _, c := range []struct{ want, lemmas string }{
		{"neutral assertion", "say tell state write report add announce comment describe ask reply according_to warn deny suggest argue warning claim_responsibility"},
		{"endorsing assertion", "show demonstrate prove reveal establish confirm find acknowledge recognise make_clear"},
		{"endorsing assertion disputed", "note point_out observe underscore"},
		{"endorsing assertion concession", "admit concede confess admission"},
		{"distancing assertion", "claim allege purport allegation rumour be_say_to"},
		{"distancing assertion disputed", "insist maintain contend assert"},
		{"countering assertion", "misstate ignore disregard confuse mislead fabricate lie"},
		{"neutral belief", "think believe expect belief doubt fear"},
		{"endorsing fact", "know learn realise realize discover forget regret"},
		{"neutral eventuality", "want plan promise urge ask_to order agree_to vow intend decide call_for rule_out"},
		{"countering modifier", "falsely wrongly misleadingly incorrectly mistakenly"},
		{"endorsing modifier", "rightly correctly"},
		{"distancing modifier", "reportedly allegedly supposedly purportedly without_evidence"},
	} {
		for lemma := range strings.FieldsSeq(c.lemmas) {
			words := strings.Split(lemma, "_")
			row, ok := findRow(words)
			if got := labels(row); !ok || got != c.want {
				t.Errorf("%v: %q, want %q", words, got, c.want)
			}
		}
	}
}

func findRow(words []string) (cueRow, bool) {
	lex := cueWordings()
	rows := slices.Concat(lex.phrases[words[0]], lex.modifiers[words[0]], []cueRow{lex.words[words[0]]})
	at := slices.IndexFunc(rows, func(r cueRow) bool { return slices.Equal(r.words, words) })
	if at < 0 {
		return cueRow{}, false
	}
	return rows[at], true
}

func labels(row cueRow) string {
	s := row.stance + " " + row.act
	if row.disputed {
		s += " disputed"
	}
	if row.concession {
		s += " concession"
	}
	return s
}

// TestLexicon checks what parseCues does not: that the rows are many, that each
// class has some, and that every word reads as a lemma of its own.
func TestLexicon(t *testing.T) {
	lex, err := parseCues(cuesFile)
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Collect(maps.Values(lex.words))
	for _, byFirst := range []map[string][]cueRow{lex.phrases, lex.modifiers} {
		for list := range maps.Values(byFirst) {
			rows = append(rows, list...)
		}
	}
	byStance, byAct, bySource := map[string]int{}, map[string]int{}, map[string]int{}
	for _, row := range rows {
		byStance[row.stance]++
		byAct[row.act]++
		bySource[row.source]++
	}
	t.Logf("%d rows: %v %v %v", len(rows), byStance, byAct, bySource)
	if cues := len(rows) - byAct[modifier]; cues < 350 {
		t.Errorf("%d cues, want at least 350", cues)
	}
	for _, c := range []struct {
		known []string
		count map[string]int
	}{{stances, byStance}, {acts, byAct}, {sources, bySource}} {
		for _, label := range c.known {
			if c.count[label] == 0 {
				t.Errorf("no row is %s", label)
			}
		}
	}
	if v := LexiconVersion(); v != lex.version || !strings.Contains(v, "+") {
		t.Errorf("version %q", v)
	}
}

func TestParseCuesRefuses(t *testing.T) {
	const head = "# Lexicon, version 1: test\n"
	for _, c := range []struct{ name, file, want string }{
		{"no version", "say\tneutral\tassertion\tOURS\n", "line 1: no version"},
		{"not sorted", head + "tell\tneutral\tassertion\tOURS\nsay\tneutral\tassertion\tOURS\n", "line 3"},
		{"twice", head + "say\tneutral\tassertion\tOURS\nsay\tneutral\tassertion\tOURS\n", "line 3"},
		{"stance", head + "say\tloud\tassertion\tOURS\n", "unknown stance"},
		{"act", head + "say\tneutral\tshout\tOURS\n", "unknown act"},
		{"source", head + "say\tneutral\tassertion\tX99\n", "unknown source"},
		{"flag", head + "say\tneutral\tassertion\tOURS\tbold\n", "unknown flag"},
		{"fields", head + "say\tneutral\n", "2 fields"},
		{"capitals", head + "Say\tneutral\tassertion\tOURS\n", "not a lemma"},
		{"empty", head + "\tneutral\tassertion\tOURS\n", "not a lemma"},
	} {
		if _, err := parseCues(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

// FuzzWording reads cues of any shape on one tree: whatever is asked for, the
// labels are known and the same cue gives the same wording.
func FuzzWording(f *testing.F) {
	f.Add(uint8(2), uint8(3), uint8(3), uint8(8))
	f.Add(uint8(0), uint8(8), uint8(0), uint8(0))
	f.Add(uint8(7), uint8(8), uint8(0), uint8(7))
	f.Fuzz(func(t *testing.T, first, end, from, to uint8) {
		d := treeDoc(t, `He//PRP/3/nsubj falsely//RB/3/advmod claimed/claim/VBD/0/root without//IN/5/case evidence//NN/3/obl that//IN/8/mark prices/price/NNS/8/nsubj fell/fall/VBD/3/ccomp`)
		n := len(d.Tokens)
		if first >= end || int(end) > n || from > to || int(to) > n {
			return
		}
		r := Relation{Cue: []nlp.Range{{First: int(first), End: int(end)}}, Content: []nlp.Range{{First: int(from), End: int(to)}}}
		w := wordingOf(d, &r)
		if !slices.Contains(stances, w.stance) || !slices.Contains(acts, w.act) || w.act == modifier {
			t.Errorf("cue %v: %+v", r.Cue, w)
		}
		if again := wordingOf(d, &r); again != w {
			t.Errorf("cue %v: %+v, then %+v", r.Cue, w, again)
		}
	})
}

func BenchmarkWording(b *testing.B) {
	d := &nlp.Doc{Sentences: []nlp.Range{{End: 4}}, Tokens: []nlp.Token{
		{Lower: "did", Lemma: "do", Tag: nlp.TagVBD, Head: 2}, {Lower: "not", Lemma: "not", Tag: nlp.TagRB, Head: 2},
		{Lower: "rule", Lemma: "rule", Tag: nlp.TagVB, Head: -1}, {Lower: "out", Lemma: "out", Tag: nlp.TagRP, Head: 2, Dep: nlp.DepCompoundPrt},
	}}
	for i := range d.Tokens {
		d.Tokens[i].Quote = -1
	}
	r := Relation{Cue: []nlp.Range{{First: 0, End: 4}}, Lemma: "rule"}
	for b.Loop() {
		wordingOf(d, &r)
	}
}
