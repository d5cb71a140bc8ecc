package attribution

import "hearsay/internal/nlp"

// Polarity
//
// A cue is negated when, by the text's own words, the saying did not take place:
// "did not say", "nobody said", "refused to say", "without saying", "has yet to
// announce". Two negations cancel out ("did not fail to mention"); a "not" that
// belongs to what was said does not count, nor does "not only". Denying is a
// saying like any other: "denied" is not negated, "did not deny" is.

// withholding are the verbs that say of the one they govern that it was not done.
var withholding = map[string]bool{
	"refuse": true, "decline": true, "fail": true, "neglect": true, "omit": true,
	"forget": true,
}

// shortOf are the words that stand right before a verb and say that it was not
// done. The last of them is the nearest to the verb.
var shortOf = [][]string{
	{"yet", "to"}, {"unable", "to"}, {"unwilling", "to"}, {"short", "of"}, {"refrain", "from"},
	{"abstain", "from"}, {"instead", "of"}, {"without"}, {"far", "from"}, {"avoid"},
}

// beforeVerb bounds how far before its verb a negation may stand, in tokens.
const beforeVerb = 10

// maxGovernors bounds how many verbs above a cue are looked at ("declined to be
// drawn into saying").
const maxGovernors = 3

// negated reports whether the saying that r's cue stands for is denied.
func negated(doc *nlp.Doc, r *Relation) bool {
	verb := cueVerb(doc, r)
	not := deniedAt(doc, r, verb) || nobody(doc, r.Source)
	switch doc.Tokens[verb].Lemma {
	case "refuse", "decline", "unavailable":
		not = !not
	}
	for step := 0; step < maxGovernors; step++ {
		t := &doc.Tokens[verb]
		if t.Dep != nlp.DepXcomp && t.Dep != nlp.DepAdvcl && t.Dep != nlp.DepCcomp || t.Head < 0 || int(t.Head) > verb {
			break
		}
		verb = int(t.Head)
		withheld := withholding[doc.Tokens[verb].Lemma]
		if !withheld && !nlp.Holds(r.Cue, verb) {
			break
		}
		if deniedAt(doc, r, verb) != withheld {
			not = !not
		}
	}
	return not
}

// cueVerb returns the main word of r's cue: the last word with its lemma.
func cueVerb(doc *nlp.Doc, r *Relation) int {
	last := r.Cue[len(r.Cue)-1].End - 1
	for c := len(r.Cue) - 1; c >= 0; c-- {
		for i := r.Cue[c].End - 1; i >= r.Cue[c].First; i-- {
			if doc.Tokens[i].Lemma == r.Lemma {
				return i
			}
		}
	}
	return last
}

// deniedAt reports whether a word of negation stands with the verb at token i:
// hanging on it, or in the cue and on no verb of its own.
func deniedAt(doc *nlp.Doc, r *Relation, verb int) bool {
	sentence := doc.Sentences[doc.Tokens[verb].Sentence]
	end := max(verb+1, r.Cue[len(r.Cue)-1].End)
	for i := max(sentence.First, verb-beforeVerb); i < end; i++ {
		if negates(doc, i) && (i <= verb || nlp.Holds(r.Cue, i)) && !nlp.Holds(r.Content, i) && standsWith(doc, r, i, verb) {
			return true
		}
	}
	for _, words := range shortOf {
		if precedes(doc, sentence.First, verb, words) {
			return true
		}
	}
	return saidNothing(doc, verb, sentence.End) || joinedToDenied(doc, r, verb)
}

// standsWith reports whether negation i belongs to the verb.
func standsWith(doc *nlp.Doc, r *Relation, i, verb int) bool {
	head := int(doc.Tokens[i].Head)
	if head == verb || i == verb {
		return true
	}
	if !nlp.Holds(r.Cue, i) {
		return head >= 0 && head > i && head < verb && doc.Tokens[head].Tag == nlp.TagMD
	}
	return head < 0 || !doc.Tokens[head].Tag.IsVerb() || !nlp.Holds(r.Cue, head)
}

// negates reports whether token i is a word of negation, "not only" excepted.
func negates(doc *nlp.Doc, i int) bool {
	switch doc.Tokens[i].Lower {
	case "not", "n't", "n’t", "nt":
	case "never", "neither", "nor":
		return true
	case "no":
		return doc.Tokens[i].Tag == nlp.TagDT
	case "longer":
		return i > 0 && doc.Tokens[i-1].Lower == "no"
	default:
		return false
	}
	if i+1 < len(doc.Tokens) {
		switch doc.Tokens[i+1].Lower {
		case "only", "just", "merely", "simply", "solely", "least", "surprisingly", "unexpectedly":
			return false
		}
	}
	return true
}

// precedes reports whether words stand right before token i, adverbs between
// them and it aside.
func precedes(doc *nlp.Doc, from, i int, words []string) bool {
	for k := len(words) - 1; k >= 0; k-- {
		i--
		for i > from && (doc.Tokens[i].Tag == nlp.TagRB || doc.Tokens[i].Lower == "be") && doc.Tokens[i].Lower != words[k] {
			i--
		}
		if i < from || doc.Tokens[i].Lemma != words[k] && doc.Tokens[i].Lower != words[k] {
			return false
		}
	}
	return true
}

// saidNothing reports whether "nothing" is what the verb at token i has for an
// object ("said nothing about").
func saidNothing(doc *nlp.Doc, verb, end int) bool {
	return verb+1 < end && doc.Tokens[verb+1].Lower == "nothing" && int(doc.Tokens[verb+1].Head) == verb &&
		doc.Tokens[verb+1].Dep == nlp.DepObj
}

// joinedToDenied reports whether the verb is joined by "or" or "nor" to one that
// is denied ("did not confirm or deny").
func joinedToDenied(doc *nlp.Doc, r *Relation, verb int) bool {
	t := &doc.Tokens[verb]
	if t.Dep != nlp.DepConj || t.Head < 0 || int(t.Head) > verb {
		return false
	}
	for i := verb - 1; i > max(int(t.Head), verb-beforeVerb); i-- {
		switch doc.Tokens[i].Lower {
		case "nor":
			return true
		case "or":
			first := int(t.Head)
			for k := max(0, first-beforeVerb); k < first; k++ {
				if negates(doc, k) && int(doc.Tokens[k].Head) == first && !nlp.Holds(r.Content, k) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// nobody reports whether the source says that there was none: "nobody", "no
// official", "neither side", "not a single witness".
func nobody(doc *nlp.Doc, source []nlp.Range) bool {
	if len(source) == 0 {
		return false
	}
	i, end := source[0].First, source[0].End
	switch doc.Tokens[i].Lower {
	case "nobody", "none", "neither", "no-one":
		return true
	case "no": // but not "No 10" or "No Surrender Party"
		return i+1 < end && doc.Tokens[i+1].Tag != nlp.TagCD && !(doc.Tokens[i+1].Tag.IsProper() && doc.Tokens[i+1].Entity >= 0 && doc.Tokens[i+1].Entity == doc.Tokens[i].Entity)
	case "not":
		return i+1 < end && (doc.Tokens[i+1].Lower == "one" || doc.Tokens[i+1].Lower == "a")
	}
	return false
}
