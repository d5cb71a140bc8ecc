package learn

import (
	"encoding/binary"
	"fmt"
)

// Chain is a linear-chain conditional random field (Lafferty, McCallum and
// Pereira 2001) over hashed features, immutable and safe for concurrent use.
// Every feature of a position scores each of its labels; every pair feature
// scores each pair (label before, label here).
type Chain struct {
	labels int
	unary  *Table
	pair   *Table // nil if the chain has no pair features
}

// LoadChain reads a section written by ChainTrainer.Fit. The Chain is a view
// of data.
func LoadChain(data []byte) (*Chain, error) {
	r := reader{data: data}
	c := &Chain{labels: int(r.u32())}
	size := int(r.u32())
	unary := r.take(size)
	if r.bad {
		return nil, ErrTable
	}
	var err error
	if c.unary, err = OpenTable(unary); err != nil {
		return nil, err
	}
	if c.unary.width != c.labels {
		return nil, fmt.Errorf("%w: rows of %d weights for %d labels", ErrTable, c.unary.width, c.labels)
	}
	if rest := data[r.pos:]; len(rest) > 0 {
		if c.pair, err = OpenTable(rest); err != nil {
			return nil, err
		}
		if c.pair.width != c.labels*c.labels {
			return nil, fmt.Errorf("%w: pair rows of %d weights for %d labels", ErrTable, c.pair.width, c.labels)
		}
	}
	return c, nil
}

// Labels returns the number of labels.
func (c *Chain) Labels() int { return c.labels }

// Score sets the scores of position i of l from its features. At i = 0 the
// pair features are ignored.
func (c *Chain) Score(l *Lattice, i int, unary, pair []uint64) {
	c.unary.Sum(unary, l.Unary(i))
	if i > 0 && c.pair != nil {
		c.pair.Sum(pair, l.Pair(i))
	}
}

// Classify scores one position on its own: out[k] is the score of label k.
func (c *Chain) Classify(features []uint64, out []float32) { c.unary.Sum(features, out) }

func appendChain(labels int, unary, pair []byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(labels))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(unary)))
	return append(append(out, unary...), pair...)
}
