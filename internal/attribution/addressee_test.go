package attribution

import "testing"

func TestAddresseeAndMedium(t *testing.T) {
	for _, c := range []struct {
		name, tree, source, cue, lemma, content string
		to, medium, rest                        string // rest is the content afterwards; "" if it stays
	}{
		{"the one told stands at the start of what the model took for content",
			`They//PRP/2/nsubj warned/warn/VBD/0/root residents/resident/NNS/2/obj that//IN/6/mark water//NN/6/nsubj rose/rise/VBD/3/acl`,
			"They", "warned", "warn", "residents that water rose", "residents", "", "that water rose"},
		{"urged the court to rule",
			`She//PRP/2/nsubj urged/urge/VBD/0/root the//DT/4/det court//NN/2/obj to//TO/6/mark rule//VB/2/xcomp`,
			"She", "urged", "urge", "the court to rule", "the court", "", ""},
		{"a trial cannot be told",
			`She//PRP/2/nsubj ordered/order/VBD/0/root the//DT/4/det trial//NN/2/obj to//TO/6/mark begin//VB/2/xcomp`,
			"She", "ordered", "order", "the trial to begin", "", "", ""},
		{"was told",
			`She//PRP/3/nsubj:pass was/be/VBD/3/aux:pass told/tell/VBN/0/root to//TO/5/mark wait//VB/3/xcomp`,
			"She", "was told", "tell", "to wait", "She", "", ""},
		{"asked, she said",
			`Asked/ask/VBN/6/advcl about//IN/3/case prices/price/NNS/1/obl ~,//,/1/punct she//PRP/6/nsubj said/say/VBD/0/root no//UH/6/ccomp`,
			"", "Asked", "ask", "about prices", "she", "", ""},
		{"in a letter to the mayor",
			`In//IN/3/case a//DT/3/det letter//NN/8/obl to//IN/6/case the//DT/6/det mayor//NN/3/nmod Torvek//NNP/8/nsubj wrote/write/VBD/0/root that//IN/11/mark prices/price/NNS/11/nsubj fell/fall/VBD/8/ccomp`,
			"Torvek", "wrote", "write", "that prices fell", "the mayor", "letter", ""},
		{"speaking to reporters",
			`Speaking/speak/VBG/5/advcl to//IN/3/case reporters/reporter/NNS/1/obl she//PRP/5/nsubj said/say/VBD/0/root prices/price/NNS/7/nsubj fell/fall/VBD/5/ccomp`,
			"she", "said", "say", "prices fell", "reporters", "", ""},
		{"wrote on X",
			`He//PRP/2/nsubj wrote/write/VBD/0/root on//IN/4/case X//NNP/2/obl that//IN/7/mark prices/price/NNS/7/nsubj fell/fall/VBD/4/acl`,
			"He", "wrote on", "write", "X that prices fell", "", "post", "that prices fell"},
		{"said Friday morning",
			`He//PRP/2/nsubj said/say/VBD/0/root Friday//NNP/4/compound morning//NN/2/obl:unmarked the//DT/6/det price//NN/7/nsubj fell/fall/VBD/2/ccomp`,
			"He", "said", "say", "Friday morning the price fell", "", "", "the price fell"},
		{"Friday prayers are no day of saying",
			`He//PRP/2/nsubj said/say/VBD/0/root Friday//NNP/4/compound prayers/prayer/NNS/5/nsubj ended/end/VBD/2/ccomp`,
			"He", "said", "say", "Friday prayers ended", "", "", ""},
		{"a telephone talk",
			`He//PRP/2/nsubj said/say/VBD/0/root in//IN/6/case a//DT/6/det telephone//NN/6/compound talk//NN/2/obl with//IN/8/case Selidge//NNP/6/nmod/PER that//IN/11/mark prices/price/NNS/11/nsubj fell/fall/VBD/2/ccomp`,
			"He", "said", "say", "that prices fell", "Selidge", "call", ""},
		{"talks in the content are no medium",
			`He//PRP/2/nsubj denied/deny/VBD/0/root being/be/VBG/5/cop in//IN/5/case talks/talk/NNS/2/ccomp`,
			"He", "denied", "deny", "being in talks", "", "", ""},
		{"the court is spoken to, not in",
			`He//PRP/2/nsubj told/tell/VBD/0/root the//DT/4/det court//NN/2/obj that//IN/7/mark prices/price/NNS/7/nsubj fell/fall/VBD/2/ccomp`,
			"He", "told", "tell", "that prices fell", "the court", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.tree)
			r := Relation{Source: phrase(t, d, c.source), Cue: phrase(t, d, c.cue), Content: phrase(t, d, c.content), Lemma: c.lemma, Via: -1}
			describe(d, &r, doublesQuote(d))
			if got := slice(d, r.Addressee); got != c.to {
				t.Errorf("addressee %q, want %q", got, c.to)
			}
			if r.Medium != c.medium {
				t.Errorf("medium %q, want %q", r.Medium, c.medium)
			}
			rest := c.rest
			if rest == "" {
				rest = c.content
			}
			if got := slice(d, r.Content); got != rest {
				t.Errorf("content %q, want %q", got, rest)
			}
		})
	}
}

func TestPassiveHasNoSource(t *testing.T) {
	d := treeDoc(t, `She//PRP/3/nsubj:pass was/be/VBD/3/aux:pass told/tell/VBN/0/root to//TO/5/mark wait//VB/3/xcomp`)
	r := Relation{Source: phrase(t, d, "She"), Cue: phrase(t, d, "was told"), Content: phrase(t, d, "to wait"), Lemma: "tell", Via: -1}
	describe(d, &r, false)
	if len(r.Source) > 0 {
		t.Errorf("source %q, though she is the one told", slice(d, r.Source))
	}
}

// TestMediaAndHearers holds the two word lists to their order, so that no entry
// comes twice.
func TestMediaAndHearers(t *testing.T) {
	for name, file := range map[string]string{"media.txt": mediaFile, "hearers.txt": hearersFile} {
		last := ""
		for n, line := range lines(file) {
			if line <= last {
				t.Errorf("%s: line %d: %q does not come after %q", name, n, line, last)
			}
			last = line
		}
	}
	if len(media()) < 80 || len(hearers()) < 150 {
		t.Errorf("%d media, %d hearers", len(media()), len(hearers()))
	}
}
