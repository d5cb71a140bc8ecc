package nlp

// Tag is a part-of-speech tag of the English Penn Treebank set as used by the
// UD English treebanks (their XPOS column). The zero Tag means "not tagged".
type Tag uint8

// Dep is a Universal Dependencies v2 relation of a token to its head. The zero
// Dep means "not parsed".
type Dep uint8

// tagNames is indexed by Tag. The order is part of the model file's format.
var tagNames = [...]string{
	"", "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD",
	"DT", "EX", "FW", "GW", "HYPH", "IN", "JJ", "JJR", "JJS", "LS", "MD",
	"NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB",
	"RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP",
	"VBZ", "WDT", "WP", "WP$", "WRB", "``",
}

// The tags, in the order of tagNames.
const (
	NoTag Tag = iota
	TagDollar
	TagCloseQuote
	TagComma
	TagLRB
	TagRRB
	TagStop
	TagColon
	TagADD
	TagAFX
	TagCC
	TagCD
	TagDT
	TagEX
	TagFW
	TagGW
	TagHYPH
	TagIN
	TagJJ
	TagJJR
	TagJJS
	TagLS
	TagMD
	TagNFP
	TagNN
	TagNNP
	TagNNPS
	TagNNS
	TagPDT
	TagPOS
	TagPRP
	TagPRPS
	TagRB
	TagRBR
	TagRBS
	TagRP
	TagSYM
	TagTO
	TagUH
	TagVB
	TagVBD
	TagVBG
	TagVBN
	TagVBP
	TagVBZ
	TagWDT
	TagWP
	TagWPS
	TagWRB
	TagOpenQuote
	NumTags
)

// depNames is indexed by Dep. The order is part of the model file's format.
var depNames = [...]string{
	"", "acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos",
	"aux", "aux:pass", "case", "cc", "cc:preconj", "ccomp", "compound",
	"compound:prt", "conj", "cop", "csubj", "csubj:outer", "csubj:pass", "dep",
	"det", "det:predet", "discourse", "dislocated", "expl", "fixed", "flat",
	"goeswith", "iobj", "list", "mark", "nmod", "nmod:desc", "nmod:poss",
	"nmod:unmarked", "nsubj", "nsubj:outer", "nsubj:pass", "nummod", "obj",
	"obl", "obl:agent", "obl:unmarked", "orphan", "parataxis", "punct",
	"reparandum", "root", "vocative", "xcomp",
}

// The relations, in the order of depNames.
const (
	NoDep Dep = iota
	DepAcl
	DepAclRelcl
	DepAdvcl
	DepAdvclRelcl
	DepAdvmod
	DepAmod
	DepAppos
	DepAux
	DepAuxPass
	DepCase
	DepCc
	DepCcPreconj
	DepCcomp
	DepCompound
	DepCompoundPrt
	DepConj
	DepCop
	DepCsubj
	DepCsubjOuter
	DepCsubjPass
	DepDep
	DepDet
	DepDetPredet
	DepDiscourse
	DepDislocated
	DepExpl
	DepFixed
	DepFlat
	DepGoeswith
	DepIobj
	DepList
	DepMark
	DepNmod
	DepNmodDesc
	DepNmodPoss
	DepNmodUnmarked
	DepNsubj
	DepNsubjOuter
	DepNsubjPass
	DepNummod
	DepObj
	DepObl
	DepOblAgent
	DepOblUnmarked
	DepOrphan
	DepParataxis
	DepPunct
	DepReparandum
	DepRoot
	DepVocative
	DepXcomp
	NumDeps
)

func (t Tag) String() string { return tagNames[t] }
func (d Dep) String() string { return depNames[d] }

// ParseTag returns the Tag of a Penn Treebank name; ok is false for a name
// outside the set.
func ParseTag(name string) (t Tag, ok bool) {
	i, ok := indexOf(tagNames[:], name)
	return Tag(i), ok
}

// ParseDep returns the Dep of a UD relation name; ok is false for a name
// outside the set.
func ParseDep(name string) (d Dep, ok bool) {
	i, ok := indexOf(depNames[:], name)
	return Dep(i), ok
}

func indexOf(names []string, name string) (int, bool) {
	for i, n := range names[1:] {
		if n == name {
			return i + 1, true
		}
	}
	return 0, false
}

// IsFinite reports whether t is a verb form that shows tense, modals excluded.
func (t Tag) IsFinite() bool { return t == TagVBD || t == TagVBP || t == TagVBZ }

// IsVerb reports whether t is a full or auxiliary verb form, modals excluded.
func (t Tag) IsVerb() bool { return t >= TagVB && t <= TagVBZ }

// IsNoun reports whether t is a common or proper noun.
func (t Tag) IsNoun() bool { return t >= TagNN && t <= TagNNS }

// IsProper reports whether t is a proper noun.
func (t Tag) IsProper() bool { return t == TagNNP || t == TagNNPS }

// IsPronoun reports whether t is a personal or possessive pronoun.
func (t Tag) IsPronoun() bool { return t == TagPRP || t == TagPRPS }
