package learn

import (
	"encoding/binary"
	"fmt"
)

// Chain is a linear-chain conditional random field (Lafferty, McCallum and
// Pereira 2001) over hashed features, immutable and safe for concurrent use.
// Every feature of a position scores its labels; every pair feature scores each
// pair (label before, label here). Only the first three labels have scores of
// their own at a position: adding a constant to all of them changes nothing, so
// their weights sum to nought and a Ternary holds them. A fourth label is for
// positions where it is the only one permitted, and has the score 0.
type Chain struct {
	labels int
	unary  *Ternary
	pair   *Table // nil if the chain has no pair features
}

// LoadChain reads a section written by ChainTrainer.Fit. The Chain is a view
// of data.
func LoadChain(data []byte) (*Chain, error) {
	r := reader{data: data}
	c := &Chain{labels: int(r.u32())}
	sizes := [2]int{int(r.u32()), int(r.u32())}
	unary, pair := r.take(sizes[0]), r.take(sizes[1])
	if r.bad {
		return nil, ErrTable
	}
	var err error
	if c.unary, err = OpenTernary(unary); err != nil {
		return nil, err
	}
	if c.labels < 2 || c.labels > maxLabels {
		return nil, fmt.Errorf("%w: %d labels", ErrTable, c.labels)
	}
	if len(pair) > 0 {
		if c.pair, err = OpenTable(pair); err != nil {
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

// maxLabels is the largest number of labels of a Chain.
const maxLabels = 4

// Score sets the scores of position i of l from its features. At i = 0 the
// pair features are ignored.
func (c *Chain) Score(l *Lattice, i int, unary, pair []uint64) {
	c.Classify(unary, l.Unary(i))
	if i > 0 && c.pair != nil {
		c.pair.Sum(pair, l.Pair(i))
	}
}

// Fetch asks memory for what Score needs of the features (Ternary.Fetch).
func (c *Chain) Fetch(unary, pair []uint64) {
	c.unary.Fetch(unary)
	if c.pair != nil {
		c.pair.Fetch(pair)
	}
}

// Classify scores one position on its own: out[k] becomes the score of label k.
func (c *Chain) Classify(features []uint64, out []float32) {
	one, two := c.unary.Score(features)
	clear(out)
	out[0] = -float32(one+two) * c.unary.unit
	out[1] = float32(one) * c.unary.unit
	if len(out) > 2 {
		out[2] = float32(two) * c.unary.unit
	}
}

// unaryFull leaves room, so that few features are dropped for want of a place.
const unaryFull = 0.8

// encodeUnary centres the first three weights of every row and encodes them, but
// for rows whose weights are all smaller than least.
func encodeUnary(features []uint64, rows []float32, labels int, least float32) []byte {
	n := min(labels, 3)
	kept := make([]ternaryRow, 0, len(features))
	for i, h := range features {
		row := rows[i*labels : i*labels+n]
		mean := float32(0)
		for _, w := range row {
			mean += w / float32(n)
		}
		r := ternaryRow{feature: h, one: row[1] - mean}
		if n > 2 {
			r.two = row[2] - mean
		}
		if max(r.size(), abs(r.one+r.two)) >= least {
			kept = append(kept, r)
		}
	}
	return encodeTernary(kept, unaryFull)
}

func appendChain(labels int, unary, pair []byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(labels))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(unary)))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(pair)))
	return append(append(out, unary...), pair...)
}
