package compare

import (
	"cmp"
	"slices"
	"strings"
)

// Accounts
//
// Two or more articles about one thing are laid side by side: the statements
// that several of them have, with what each does to the wording; those that only
// one has; and pairs of these that are about the same and say something else.
// What one account attributes and another says in its own voice is one statement,
// too. Whether two statements contradict each other is for the reader to see: a
// negation or another number on one side is pointed out, nothing more.

// Comparison is several accounts side by side.
type Comparison struct {
	Set      *Set
	Accounts []Account
	Shared   []*Family   // statements that two accounts or more have
	Only     [][]*Family // by account: attributed statements that no other has
	Own      [][]*Family // by account: sentences in its own voice that no other has
	Topics   []Topic     // the most alike first
}

// Account is one article and who speaks in it.
type Account struct {
	Article  *Article
	Copy     Copy
	Words    int     // of the body and headline
	Said     int     // words attributed to somebody
	Direct   int     // of these, in quotation marks
	OwnVoice int     // words of sentences in its own voice
	Voices   []Voice // who speaks, those with most words first
}

// Voice is a speaker in an account.
type Voice struct {
	Speaker    Speaker
	Name       string // one for all accounts
	Statements int
	Said       []*Statement // these
	Words      int
	Direct     int        // words in quotation marks
	Cues       []CueCount // the most frequent first
}

// CueCount says how often a cue signals a speaker's statements.
type CueCount struct {
	Lemma, Stance string
	N             int
}

// Topic is a pair of statements of two accounts that are about the same and are
// not the same.
type Topic struct {
	A, B    *Statement // of the account that stands first, and of another
	Score   float64    // how much of their words they share, in [0,1]
	Differs []string   // what is seen to be opposite, in words; nil for nothing
}

// Compare lays accounts side by side, in the order given.
func Compare(articles []*Article) *Comparison {
	c := &Comparison{Set: NewSet(articles, true), Only: make([][]*Family, len(articles)), Own: make([][]*Family, len(articles))}
	names := NewNames(c.Set.Statements)
	place := map[*Article]int{}
	for i, a := range articles {
		place[a] = i
		c.Accounts = append(c.Accounts, account(c.Set, a, names))
		c.Accounts[i].Copy = c.Set.Copies[i]
	}
	for _, f := range c.Set.Families() {
		switch at := place[f.Statements[0].Article]; {
		case f.Articles() > 1:
			c.Shared = append(c.Shared, f)
		case f.Fullest.OwnVoice():
			c.Own[at] = append(c.Own[at], f)
		default:
			c.Only[at] = append(c.Only[at], f)
		}
	}
	order := func(f, g *Family) int { return c.position(f, place) - c.position(g, place) }
	slices.SortStableFunc(c.Shared, order)
	for i := range articles {
		slices.SortStableFunc(c.Only[i], order)
		slices.SortStableFunc(c.Own[i], order)
	}
	c.findTopics()
	return c
}

// position orders families by where they stand in the first account that has
// them.
func (c *Comparison) position(f *Family, place map[*Article]int) int {
	best := int(^uint(0) >> 1)
	for _, s := range f.Statements {
		best = min(best, place[s.Article]<<32+s.Spans[0].Start)
	}
	return best
}

// account counts the words of one article and lists its voices.
func account(set *Set, a *Article, names *Names) Account {
	acc := Account{Article: a, Words: len(Words(a.Article.Text, wholeText(a)))}
	at := map[string]int{}
	for _, s := range set.within[a] {
		if s.OwnVoice() {
			acc.OwnVoice += len(s.Words)
			continue
		}
		acc.Said += len(s.Words)
		name := names.Of(s)
		if name == "" {
			name = s.Speaker.Name
		}
		i, known := at[name]
		if !known {
			i = len(acc.Voices)
			at[name] = i
			acc.Voices = append(acc.Voices, Voice{Speaker: s.Speaker, Name: name})
		}
		v := &acc.Voices[i]
		v.Statements++
		v.Said = append(v.Said, s)
		v.Words += len(s.Words)
		v.Direct += quotedWords(s)
		acc.Direct += quotedWords(s)
		v.count(s)
	}
	slices.SortStableFunc(acc.Voices, func(x, y Voice) int { return cmp.Compare(y.Words, x.Words) })
	for i := range acc.Voices {
		slices.SortStableFunc(acc.Voices[i].Cues, func(x, y CueCount) int { return cmp.Compare(y.N, x.N) })
	}
	return acc
}

func quotedWords(s *Statement) int { return len(withFlag(s.Words, quoted)) }

// particles make one verb with the word before them.
var particles = wordSet("out up down on off in back forward away over aside")

// count notes the cue of a statement.
func (v *Voice) count(s *Statement) {
	cue := s.Attribution.Cue
	lemma := cue.Lemma
	words := strings.Fields(s.Article.Reading.Text(cue.Spans))
	switch {
	case lemma == "":
		lemma = strings.Join(words, " ")
	case len(words) == 2 && particles[words[1]]: // "pointed out"
		lemma += " " + words[1]
	}
	if lemma == "" {
		return
	}
	for i := range v.Cues {
		if v.Cues[i].Lemma == lemma && v.Cues[i].Stance == cue.Stance {
			v.Cues[i].N++
			return
		}
	}
	v.Cues = append(v.Cues, CueCount{lemma, cue.Stance, 1})
}

const (
	maxTopics  = 40
	topicShare = 0.3 // of the lighter statement's mass that two statements about the same share
	topicMass  = 1.3 // and how much that is at least
)

// findTopics pairs statements that only one account has, each at most once, those
// that share most first.
func (c *Comparison) findTopics() {
	var s aligner
	var all []Topic
	for i := range c.Only {
		for j := i + 1; j < len(c.Only); j++ {
			for _, f := range c.Only[i] {
				for _, g := range c.Only[j] {
					if t, ok := s.topic(f.Fullest, g.Fullest); ok {
						all = append(all, t)
					}
				}
			}
		}
	}
	slices.SortStableFunc(all, func(x, y Topic) int { return cmp.Compare(y.Score, x.Score) })
	taken := map[*Statement]bool{}
	for _, t := range all {
		if len(c.Topics) < maxTopics && !taken[t.A] && !taken[t.B] {
			taken[t.A], taken[t.B] = true, true
			c.Topics = append(c.Topics, t)
		}
	}
}

// topic reports whether two statements are about the same.
func (s *aligner) topic(a, b *Statement) (Topic, bool) {
	share := shareOfBag(a, b)
	if share < topicShare || share*min(a.Mass, b.Mass) < topicMass {
		return Topic{}, false
	}
	t := Topic{A: a, B: b, Score: float64(min(share, 1))}
	al := s.align(a.Words, b.Words)
	if holds(a.Words, negation) != holds(b.Words, negation) || negated(a) != negated(b) {
		t.Differs = append(t.Differs, "a negation on one side")
	}
	if clash(&al) > 0 {
		t.Differs = append(t.Differs, "other numbers")
	}
	return t, true
}
