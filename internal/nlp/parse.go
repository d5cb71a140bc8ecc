package nlp

import (
	"math/bits"
	"strings"

	"hearsay/internal/learn"
)

// Trees are built by a greedy transition parser in the arc-hybrid system
// (Kuhlmann, Gómez-Rodríguez and Satta 2011). Words move from a buffer to a
// stack; at each step a perceptron picks one of three moves:
//
//	shift  the first word of the buffer goes onto the stack
//	left   the top of the stack becomes a dependent of the first word of the
//	       buffer, and leaves
//	right  the top of the stack becomes a dependent of the word below it, and
//	       leaves
//
// A word leaves with all its own dependents found, so a second perceptron names
// the relation at once, with the whole of its subtree in view, and later steps
// can look at it.
//
// The root stands at the end of the buffer (Ballesteros and Nivre 2013) and
// takes only the last word left on the stack, so every sentence gets exactly
// one root and a tree, in twice as many steps as it has words. Features
// (parse_features.go) follow Zhang and Nivre (2011), with word classes,
// punctuation and quotation marks in addition. How it learns is told in oracle.go.

// Universal returns d without its subtype: nsubj for nsubj:pass.
func (d Dep) Universal() Dep {
	base, _, cut := strings.Cut(d.String(), ":")
	if !cut {
		return d
	}
	u, _ := ParseDep(base)
	return u
}

// A move is a kind of transition, and the number of a class of the perceptron
// that chooses moves.
type move uint8

const (
	shift move = iota
	left
	right
	numMoves
)

// parser builds trees: one model chooses moves, and for each arc another its
// relation. Both are glanced at first (glance.go), unless the glances are nil.
type parser struct {
	moves       *learn.Ternary
	moveGlance  *learn.Chain
	labels      *learn.Perceptron
	labelGlance *glance
}

// parse sets Head and Dep of every token of d; the scratch holds its lexemes.
func (p *parser) parse(d *Doc, s *parseScratch, lexemes []lexeme) {
	for _, sentence := range d.Sentences {
		st := &s.state
		st.begin(d.Tokens[sentence.First:sentence.End], lexemes[sentence.First:sentence.End])
		for !st.done() {
			m := p.move(s)
			dep := NoDep
			if m != shift {
				dep = p.label(s, m)
			}
			st.apply(m, dep)
		}
		st.store(d.Tokens, sentence.First)
	}
}

// move returns the next move.
func (p *parser) move(s *parseScratch) move {
	st := &s.state
	if m := st.only(); m != numMoves {
		return m
	}
	if p.moveGlance != nil {
		s.features = st.glance(s.features[:0])
		var scores [numMoves]float32
		p.moveGlance.Classify(s.features, scores[:])
		if m, lead := st.best(scores); lead >= sureMove {
			return m
		}
	}
	m, _ := st.best(p.askMove(s))
	return m
}

// askMove returns the scores of the moves by the full model.
func (p *parser) askMove(s *parseScratch) [numMoves]float32 {
	s.features = s.state.features(s.features[:0], p.moves)
	one, two := p.moves.Score(s.features)
	return [numMoves]float32{-float32(one) - float32(two), float32(one), float32(two)}
}

// label returns the relation of the arc that m makes.
func (p *parser) label(s *parseScratch, m move) Dep {
	if dep := s.state.onlyLabel(); dep != NoDep {
		return dep
	}
	if g := p.labelGlance; g != nil {
		usual := Dep(g.usual[s.state.labelSituation(m)])
		s.features = s.state.labelGlance(m, s.features[:0])
		if usual != NoDep && g.sure(s.features, sureLabel) {
			return usual
		}
	}
	return p.askLabel(s, m)
}

// askLabel returns the relation of the arc that m makes by the full model.
func (p *parser) askLabel(s *parseScratch, m move) Dep {
	s.features = s.state.labelFeatures(m, s.features[:0])
	var scores learn.Scores
	p.labels.Score(s.features, &scores)
	return bestDep(&scores)
}

// onlyLabel returns the relation of the arc to the top of the stack if it needs no
// model, or NoDep.
func (s *parseState) onlyLabel() Dep {
	if s.rootMove() {
		return DepRoot
	}
	return onlyDep(Tag(s.nodes[s.fromTop(0)].tag))
}

// onlyDep returns the relation that words with a tag have in more than 99 of 100
// places of the treebanks, or NoDep if there is none. It saves asking the model.
func onlyDep(t Tag) Dep {
	switch t {
	case TagStop, TagComma, TagColon, TagOpenQuote, TagCloseQuote, TagLRB, TagRRB, TagHYPH:
		return DepPunct
	case TagPOS:
		return DepCase
	case TagPRPS:
		return DepNmodPoss
	}
	return NoDep
}

// bestDep returns the relation with the highest score, root aside.
func bestDep(scores *learn.Scores) Dep {
	best := DepAcl
	for d := best + 1; d < NumDeps; d++ {
		if scores[d] > scores[best] && d != DepRoot {
			best = d
		}
	}
	return best
}

// parseScratch is reused between sentences.
type parseScratch struct {
	state    parseState
	features []uint64
}

// parseNode is what the parser knows of one word.
type parseNode struct {
	word, class uint64
	tag         uint64
	head        int32 // -1 while open
	l1, l2      int32 // outermost and next dependents on the left; -1 for none
	r1, r2      int32
	lefts       uint64 // sets of relations
	rights      uint64
	vl, vr      uint8 // numbers of dependents
	dep         Dep
	quote       uint8 // parity of quotation marks before the word
	commas      int32 // commas, quotation marks and the like before the word
	verbs       int32 // verbs before the word
}

// parseState is one configuration: a stack, and a buffer that reaches from next
// to the root, whose index is the number of words.
type parseState struct {
	nodes []parseNode // words, then the root, then the node that stands for none
	stack []int32
	next  int
	n     int
	final uint64 // tag of the last word
}

const (
	rootTag = uint64(NumTags)
	noneTag = uint64(NumTags) + 1
)

// begin sets up the first configuration of a sentence.
func (s *parseState) begin(tokens []Token, lexemes []lexeme) {
	s.n, s.next, s.stack, s.nodes = len(tokens), 0, s.stack[:0], s.nodes[:0]
	quote, commas, verbs := uint8(0), int32(0), int32(0)
	for i := range tokens {
		tag := tokens[i].Tag
		s.nodes = append(s.nodes, parseNode{
			word: lexemes[i].word, class: lexemes[i].class, tag: uint64(tag),
			head: -1, l1: -1, l2: -1, r1: -1, r2: -1,
			quote: quote, commas: commas, verbs: verbs,
		})
		switch {
		case tag == TagOpenQuote || tag == TagCloseQuote:
			quote ^= 1
		case tag == TagComma || tag == TagColon || tag == TagLRB || tag == TagRRB:
			commas++
		case tag.IsVerb() || tag == TagMD:
			verbs++
		}
	}
	end := parseNode{head: -1, l1: -1, l2: -1, r1: -1, r2: -1, quote: quote, commas: commas, verbs: verbs}
	end.word, end.class, end.tag = 2, 1<<20, rootTag
	s.nodes = append(s.nodes, end)
	end.word, end.class, end.tag = 3, 1<<21, noneTag
	s.nodes = append(s.nodes, end)
	if s.final = noneTag; s.n > 0 {
		s.final = s.nodes[s.n-1].tag
	}
}

// done reports whether the tree is complete.
func (s *parseState) done() bool { return s.next == s.n && len(s.stack) == 0 }

// store copies the tree to tokens; the sentence begins at token first.
func (s *parseState) store(tokens []Token, first int) {
	for i := range s.n {
		t, node := &tokens[first+i], &s.nodes[i]
		t.Dep = node.dep
		if t.Head = -1; int(node.head) < s.n {
			t.Head = int32(first) + node.head
		}
	}
}

// The three kinds of transition that a configuration permits.
func (s *parseState) mayShift() bool { return s.next < s.n }
func (s *parseState) mayLeft() bool {
	return len(s.stack) == 1 || len(s.stack) > 1 && s.next < s.n
}
func (s *parseState) mayRight() bool { return len(s.stack) > 1 }

// rootMove reports whether all that is left to do is to hang the last word of
// the stack below the root.
func (s *parseState) rootMove() bool { return s.next == s.n && len(s.stack) == 1 }

// only returns the only move that is permitted, or numMoves if there is a choice.
func (s *parseState) only() move {
	switch {
	case len(s.stack) == 0:
		return shift
	case s.rootMove():
		return left
	case s.next == s.n:
		return right
	}
	return numMoves
}

// best returns the permitted move with the highest score, and by how much it leads
// the next.
func (s *parseState) best(scores [numMoves]float32) (best move, lead float32) {
	const none = -1e30
	best = numMoves
	top, second := float32(none), float32(none)
	try := func(m move, permitted bool) {
		switch {
		case !permitted:
		case scores[m] > top:
			best, top, second = m, scores[m], top
		case scores[m] > second:
			second = scores[m]
		}
	}
	try(shift, s.mayShift())
	try(left, s.mayLeft())
	try(right, s.mayRight())
	return best, top - second
}

// arc returns the head and the dependent of the arc that m would make.
func (s *parseState) arc(m move) (head, dependent int) {
	if m == left {
		return s.next, s.fromTop(0)
	}
	return s.fromTop(1), s.fromTop(0)
}

// apply carries out a permitted move; dep is the relation of the arc it makes.
func (s *parseState) apply(m move, dep Dep) {
	if m == shift {
		s.stack = append(s.stack, int32(s.next))
		s.next++
		return
	}
	head, d := s.arc(m)
	s.stack = s.stack[:len(s.stack)-1]
	node, h := &s.nodes[d], &s.nodes[head]
	node.dep, node.head = dep, int32(head)
	bit := uint64(1) << dep
	if m == left {
		h.l1, h.l2, h.vl, h.lefts = int32(d), h.l1, h.vl+1, h.lefts|bit
		return
	}
	h.r1, h.r2, h.vr, h.rights = int32(d), h.r1, h.vr+1, h.rights|bit
}

// node returns the node at index i of the sentence, or the one that stands for
// none.
func (s *parseState) node(i int) *parseNode {
	if i < 0 || i > s.n {
		return &s.nodes[s.n+1]
	}
	return &s.nodes[i]
}

// fromTop returns the index of the k-th word of the stack, or -1.
func (s *parseState) fromTop(k int) int {
	if k >= len(s.stack) {
		return -1
	}
	return int(s.stack[len(s.stack)-1-k])
}

// distance puts the number of words between two nodes into one of nine bins.
func distance(a, b int) uint64 {
	if a < 0 || b < 0 {
		return 15
	}
	d := b - a
	switch {
	case d <= 5:
		return uint64(d)
	case d <= 10:
		return 6
	case d <= 20:
		return 7
	}
	return 8
}

// between counts something between two nodes, at most to 3.
func between(a, b int32) uint64 { return uint64(min(max(b-a, 0), 3)) }

// clauses keeps of a set of relations those that say how full a predicate is.
func clauses(set uint64) uint64 {
	return uint64(bits.OnesCount64(set&(1<<DepNsubj|1<<DepNsubjPass|1<<DepCsubj))) |
		uint64(bits.OnesCount64(set&(1<<DepObj|1<<DepCcomp|1<<DepXcomp)))<<2
}
