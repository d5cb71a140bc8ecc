package attribution

import "testing"

func TestNegated(t *testing.T) {
	for _, c := range []struct {
		name, tree, source, cue, lemma, content string
		want                                    bool
	}{
		{"did not say",
			`She//PRP/4/nsubj did/do/VBD/4/aux not//RB/4/advmod say//VB/0/root when//WRB/7/advmod talks/talk/NNS/7/nsubj resume//VBP/4/ccomp`,
			"She", "did not say", "say", "when talks resume", true},
		{"never said",
			`She//PRP/3/nsubj never//RB/3/advmod said/say/VBD/0/root prices/price/NNS/5/nsubj fell/fall/VBD/3/ccomp`,
			"She", "said", "say", "prices fell", true},
		{"not only said",
			`She//PRP/4/nsubj not//RB/4/advmod only//RB/4/advmod said/say/VBD/0/root prices/price/NNS/6/nsubj fell/fall/VBD/4/ccomp`,
			"She", "not only said", "say", "prices fell", false},
		{"what was said is negated, not the saying",
			`She//PRP/2/nsubj said/say/VBD/0/root prices/price/NNS/6/nsubj did/do/VBD/6/aux not//RB/6/advmod fall//VB/2/ccomp`,
			"She", "said", "say", "prices did not fall", false},
		{"denied",
			`She//PRP/2/nsubj denied/deny/VBD/0/root prices/price/NNS/4/nsubj fell/fall/VBD/2/ccomp`,
			"She", "denied", "deny", "prices fell", false},
		{"refused to say",
			`She//PRP/2/nsubj refused/refuse/VBD/0/root to//TO/4/mark say//VB/2/xcomp when//WRB/6/advmod fell/fall/VBD/4/ccomp`,
			"She", "say", "say", "when fell", true},
		{"did not fail to mention",
			`She//PRP/4/nsubj did/do/VBD/4/aux not//RB/4/advmod fail//VB/0/root to//TO/6/mark mention//VB/4/xcomp prices/price/NNS/8/nsubj fell/fall/VBD/6/ccomp`,
			"She", "mention", "mention", "prices fell", false},
		{"has yet to announce",
			`She//PRP/2/nsubj has/have/VBZ/0/root yet//RB/2/advmod to//TO/5/mark announce//VB/2/xcomp prices/price/NNS/5/obj`,
			"She", "announce", "announce", "prices", true},
		{"without saying",
			`She//PRP/2/nsubj left/leave/VBD/0/root without//IN/4/mark saying/say/VBG/2/advcl prices/price/NNS/6/nsubj fell/fall/VBD/4/ccomp`,
			"", "saying", "say", "prices fell", true},
		{"stopped short of saying",
			`She//PRP/2/nsubj stopped/stop/VBD/0/root short//RB/2/advmod of//IN/5/mark saying/say/VBG/2/advcl prices/price/NNS/7/nsubj fell/fall/VBD/5/ccomp`,
			"She", "saying", "say", "prices fell", true},
		{"neither confirm nor deny",
			`She//PRP/4/nsubj would//MD/4/aux neither//CC/4/cc:preconj confirm//VB/0/root nor//CC/6/cc deny//VB/4/conj prices/price/NNS/8/nsubj fell/fall/VBD/6/ccomp`,
			"She", "deny", "deny", "prices fell", true},
		{"did not rule out and warned",
			`She//PRP/4/nsubj did/do/VBD/4/aux not//RB/4/advmod rule//VB/0/root out//RP/4/compound:prt rain//NN/4/obj and//CC/8/cc warned/warn/VBD/4/conj prices/price/NNS/10/nsubj fell/fall/VBD/8/ccomp`,
			"She", "warned", "warn", "prices fell", false},
		{"no official",
			`No//DT/2/det official//NN/3/nsubj said/say/VBD/0/root prices/price/NNS/5/nsubj fell/fall/VBD/3/ccomp`,
			"No official", "said", "say", "prices fell", true},
		{"number ten",
			`No//NNP/3/nsubj 10//CD/1/nummod said/say/VBD/0/root prices/price/NNS/5/nsubj fell/fall/VBD/3/ccomp`,
			"No 10", "said", "say", "prices fell", false},
		{"nobody",
			`Nobody//NN/2/nsubj said/say/VBD/0/root prices/price/NNS/4/nsubj fell/fall/VBD/2/ccomp`,
			"Nobody", "said", "say", "prices fell", true},
		{"made no mention",
			`She//PRP/2/nsubj made/make/VBD/0/root no//DT/4/det mention//NN/2/obj of//IN/6/case prices/price/NNS/4/nmod`,
			"She", "made no mention of", "mention", "prices", true},
		{"said nothing",
			`She//PRP/2/nsubj said/say/VBD/0/root nothing//NN/2/obj about//IN/5/case prices/price/NNS/2/obl`,
			"She", "said", "say", "about prices", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.tree)
			r := Relation{Source: phrase(t, d, c.source), Cue: phrase(t, d, c.cue), Content: phrase(t, d, c.content), Lemma: c.lemma, Via: -1}
			if got := negated(d, &r); got != c.want {
				t.Errorf("negated %v, want %v", got, c.want)
			}
		})
	}
}
