// Package nlp turns text into a Doc: what the words are and how they hang
// together, with no opinion yet on who said what.
//
// In comes a string; out comes a Doc whose every part points back into that
// string. The passes run in this order, each reading what the earlier ones
// wrote:
//
//	token.go     text        → Tokens, Paragraphs
//	sentence.go  Tokens      → Sentences
//	quote.go     Tokens      → Quotes (pairs of quotation marks)
//	classes.go   Tokens      → Class and what else is known of each word
//	tag.go       Tokens      → Tag
//	lemma.go     Tag         → Lemma
//	entity.go    Tag         → Entities
//	parse.go     Tag         → Head, Dep
//	coref.go     all of them → Clusters
//
// Token, sentence, tag, head, dep and cluster mean what they mean in spaCy and
// Universal Dependencies.
package nlp

// Range is a half-open range of token indexes of a Doc: First is in, End is out.
type Range struct{ First, End int }

// Len returns the number of tokens in r.
func (r Range) Len() int { return r.End - r.First }

// Has reports whether token i lies in r.
func (r Range) Has(i int) bool { return r.First <= i && i < r.End }

// Doc is an analysed text. It owns its slices; everything in it is a view of
// Text. A Doc is read-only once Analyze has returned it and may then be shared
// between goroutines.
type Doc struct {
	Text       string
	Tokens     []Token
	Paragraphs []Range // cover all tokens, in order
	Sentences  []Range // cover all tokens, in order; none crosses a paragraph border
	Quotes     []Quote // ordered by First, outer before inner
	Entities   []Entity
	Clusters   []Cluster
}

// Token is one word or mark, by the conventions of the UD English treebanks
// (contractions and possessives split, hyphenated compounds split at HYPH).
type Token struct {
	Start, End int32  // half-open range of bytes in Doc.Text
	Lower      string // the form in lower case
	Lemma      string // dictionary form in lower case ("be" for "'s"); proper nouns keep their capitals
	Hash       uint64 // learn.String(Lower)
	LemmaHash  uint64 // learn.String(Lemma)
	Sentence   int32  // index into Doc.Sentences
	Paragraph  int32  // index into Doc.Paragraphs
	Quote      int32  // innermost quotation that holds the token, its marks included; -1 for none
	Entity     int32  // index into Doc.Entities; -1 for none
	Head       int32  // token index of the syntactic head; -1 for the root of a sentence
	Class      uint16 // distributional word class; 0 for unknown words
	Shape      Shape
	Tag        Tag
	Dep        Dep
	SpaceAfter bool // white space or the end of the text follows
}

// Shape is a set of facts about the letters of a token.
type Shape uint8

// The bits of a Shape.
const (
	ShapeUpper   Shape = 1 << iota // begins with an upper-case letter
	ShapeAllCaps                   // two or more letters, all upper case
	ShapeDigit                     // holds a digit
	ShapeHyphen                    // holds a hyphen or dash
	ShapePunct                     // no letter and no digit
	ShapeMixed                     // an upper-case letter after a lower-case one
	ShapePeriod                    // a letter or digit and a full stop ("U.S.", "Mr.")
)

// Quote is one stretch between quotation marks inside one paragraph.
type Quote struct {
	First, End int  // tokens, half-open, marks included
	Parent     int  // index of the enclosing quotation; -1 for none
	Depth      int  // 0 for an outermost quotation; at most MaxQuoteDepth-1
	Closed     bool // a closing mark was found; otherwise the quotation ends with its paragraph
	Next       int  // quotation that continues this one in the next paragraph; -1 for none
	Prev       int  // quotation that this one continues; -1 for none
}

// MaxQuoteDepth bounds the nesting of quotations that is kept; deeper marks
// are read as part of the quotation that holds them.
const MaxQuoteDepth = 8

// Kind is what a name or a mention stands for.
type Kind uint8

// The kinds of entity.
const (
	NoKind Kind = iota
	Person
	Organisation
	Place
	Other
)

func (k Kind) String() string {
	return [...]string{"", "person", "organisation", "place", "other"}[k]
}

// Entity is a name in the text.
type Entity struct {
	Range
	Kind Kind
}

// MentionType is how a mention refers.
type MentionType uint8

// The ways to mention something.
const (
	NameMention    MentionType = iota // "Sergey Lavrov"
	NominalMention                    // "the minister"
	PronounMention                    // "he"
)

// Mention is one place where an entity of the discourse is referred to.
type Mention struct {
	Range
	Head int // token index of the head word
	Type MentionType
}

// Gender and number as far as the text shows them.
type Gender uint8

// The genders a cluster can have.
const (
	UnknownGender Gender = iota
	Male
	Female
	Neuter
	Plural
)

// Cluster is a set of mentions of one entity, in text order.
type Cluster struct {
	Name     string // fullest name, as it stands in the text; for a nameless cluster its fullest description
	Kind     Kind
	Gender   Gender
	Mentions []Mention
}

// Form returns the token as it stands in the text.
func (d *Doc) Form(i int) string {
	t := &d.Tokens[i]
	return d.Text[t.Start:t.End]
}

// Bytes returns the half-open byte range of a token range. An empty range
// gives (0, 0).
func (d *Doc) Bytes(r Range) (start, end int) {
	if r.End <= r.First {
		return 0, 0
	}
	return int(d.Tokens[r.First].Start), int(d.Tokens[r.End-1].End)
}

// Slice returns the text of a token range, white space between tokens included.
func (d *Doc) Slice(r Range) string {
	start, end := d.Bytes(r)
	return d.Text[start:end]
}
