package nlp

import (
	"math/rand/v2"
	"sync"

	"hearsay/internal/learn"
)

// Settings of the parser's training.
const (
	parserEpochs    = 10
	parserOrders    = 2
	moveMinUpdates  = 4   // features corrected less often are left out
	moveLeast       = 2.5 // features with smaller weights, averages added up, are left out
	labelMinUpdates = 4
	labelLeast      = 2.4
	followGold      = 10 // one wrong move in so many is not followed
)

// trainParser fits the parser to the trees of gold, with the tags of tagged,
// and returns the models of moves and of labels: sums of those fitted to the
// sentences in several orders, side by side.
func trainParser(gold, tagged []*Doc, table *wordTable, seed uint64) (moves, labels []byte) {
	lexemes := make([][]lexeme, len(gold))
	for i, d := range tagged {
		lexemes[i] = table.fillLexemes(d, nil)
	}
	trees := map[sentenceRef]*goldTree{}
	for _, ref := range sentenceRefs(gold) {
		r := gold[ref.doc].Sentences[ref.sentence]
		trees[ref] = newGoldTree(gold[ref.doc].Tokens[r.First:r.End], r.First)
	}
	var trainers [parserOrders]parserTrainer
	var group sync.WaitGroup
	for k := range trainers {
		group.Go(func() { trainers[k].fit(tagged, lexemes, trees, seed+uint64(k)) })
	}
	group.Wait()
	first := &trainers[0]
	for k := 1; k < len(trainers); k++ {
		first.moves.Absorb(trainers[k].moves)
		first.labels.Absorb(trainers[k].labels)
	}
	return first.moves.EncodeTernary(moveLeast), first.labels.Encode(labelLeast)
}

// fit learns from all sentences in an order that follows from the seed.
func (t *parserTrainer) fit(docs []*Doc, lexemes [][]lexeme, trees map[sentenceRef]*goldTree, seed uint64) {
	t.moves = learn.NewPerceptronTrainer(int(numMoves), moveMinUpdates)
	t.labels = learn.NewPerceptronTrainer(int(NumDeps), labelMinUpdates)
	t.random = rand.New(rand.NewPCG(seed, 23))
	refs := sentenceRefs(docs)
	for epoch := range parserEpochs {
		shuffle(refs, t.random)
		t.explore = epoch > 0
		for _, ref := range refs {
			r := docs[ref.doc].Sentences[ref.sentence]
			t.state.begin(docs[ref.doc].Tokens[r.First:r.End], lexemes[ref.doc][r.First:r.End])
			t.learn(trees[ref])
		}
	}
}

// parserTrainer is the parser while it learns.
type parserTrainer struct {
	moves, labels *learn.PerceptronTrainer
	random        *rand.Rand
	state         parseState
	features      []uint64
	explore       bool
}

// learn parses the sentence that the state was set up for and corrects mistakes.
func (t *parserTrainer) learn(g *goldTree) {
	s := &t.state
	for !s.done() {
		m := s.only()
		if m == numMoves {
			m = t.learnMove(g)
		}
		dep := NoDep
		if m != shift {
			dep = t.learnLabel(g, m)
		}
		s.apply(m, dep)
	}
}

// learnMove chooses a move, corrects the weights if it loses an arc without
// need, and returns the move to go on with.
func (t *parserTrainer) learnMove(g *goldTree) move {
	defer t.moves.Tick()
	s := &t.state
	t.features = s.features(t.features[:0], nil)
	var scores learn.Scores
	t.moves.Score(t.features, &scores)
	guess, _ := s.best([numMoves]float32(scores[:numMoves]))
	free := g.free(s)
	if free[guess] {
		return guess
	}
	best := numMoves
	for m := shift; m < numMoves; m++ {
		if free[m] && (best == numMoves || scores[m] > scores[best]) {
			best = m
		}
	}
	t.moves.Update(t.features, int(best), int(guess), 1)
	if !t.explore || t.random.IntN(followGold) == 0 {
		return best
	}
	return guess
}

// learnLabel chooses the relation of the arc that m makes, corrects the weights
// if it is wrong, and returns the relation to go on with: what was chosen.
func (t *parserTrainer) learnLabel(g *goldTree, m move) Dep {
	s := &t.state
	if s.rootMove() {
		return DepRoot
	}
	head, d := s.arc(m)
	t.features = s.labelFeatures(m, t.features[:0])
	var scores learn.Scores
	t.labels.Score(t.features, &scores)
	guess, want := bestDep(&scores), g.dep[d]
	if want != DepRoot && int(g.head[d]) == head {
		if guess != want {
			t.labels.Update(t.features, int(want), int(guess), 1)
		}
		t.labels.Tick()
	}
	return guess
}
