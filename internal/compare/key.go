package compare

import (
	"cmp"
	"slices"

	"hearsay"
)

// Keys
//
// To find what is like a quote among a million attributions, each statement is
// filed under a few numbers, its keys, and a quote looks up many. Two sorts of
// keys find two sorts of likeness:
//
//   - pairs of the statement's rarest words, in any order: a paraphrase or a
//     translation keeps some of them. Words are taken by class, so that "crusade"
//     and "campaign" give one key.
//   - pairs of words that count and follow each other, of which every third at
//     most is filed, chosen by its hash so that a part of the statement chooses the
//     same (winnowing; Schleimer, Wilkerson and Aiken 2003): what was trimmed has
//     them.
//
// The quote looks up all pairs of its words and all that follow each other, so
// the index stays small. What is found is only a candidate: Similar decides.

const (
	keyWords    = 3  // rarest words of which all pairs are filed
	keyWindow   = 3  // pairs that follow each other, of which one is filed
	maxKeys     = 8  // keys of a statement
	lookupWords = 10 // rarest words of a quote of which all pairs are looked up
)

// Keys returns the keys that a statement is filed under, sorted, each once: at
// most maxKeys, none for a statement without words that count.
func (s *Statement) Keys() []uint32 { return keysOf(s.Words, s.bag) }

// AttributionKeys returns the keys of the statements of each attribution of a
// reading, sorted, each once.
func AttributionKeys(r *hearsay.Reading) [][]uint32 {
	at := make(map[*hearsay.Attribution]int, len(r.Attributions))
	for i := range r.Attributions {
		at[&r.Attributions[i]] = i
	}
	out := make([][]uint32, len(r.Attributions))
	units(r, func(a *hearsay.Attribution, _ int, unit []Word) {
		i := at[a]
		out[i] = sortedKeys(append(out[i], keysOf(unit, bagOf(unit))...))
	})
	return out
}

func keysOf(unit []Word, bag []bagWord) []uint32 {
	keys := pairKeys(rarestWords(bag, keyWords))
	for _, h := range winnow(neighbours(unit)) {
		if len(keys) == maxKeys {
			break
		}
		keys = append(keys, h)
	}
	return sortedKeys(keys)
}

// Lookups returns the keys under which statements like this one may be filed,
// sorted, each once.
func (s *Statement) Lookups() []uint32 {
	return sortedKeys(append(pairKeys(rarestWords(s.bag, lookupWords)), neighbours(s.Words)...))
}

func sortedKeys(keys []uint32) []uint32 {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// rarestWords returns the classes of up to n words that tell most. Words that
// tell as much are taken in the order of their hashes, which is the same in all
// statements.
func rarestWords(bag []bagWord, n int) []uint64 {
	bag = slices.Clone(bag)
	slices.SortFunc(bag, func(a, b bagWord) int {
		if c := cmp.Compare(b.mass, a.mass); c != 0 {
			return c
		}
		return cmp.Compare(mix(a.class), mix(b.class))
	})
	var out []uint64
	for _, w := range bag[:min(n, len(bag))] {
		out = append(out, w.class)
	}
	return out
}

// pairKeys returns a key for each pair of classes, whatever their order.
func pairKeys(classes []uint64) []uint32 {
	var out []uint32
	for i, a := range classes {
		for _, b := range classes[:i] {
			out = append(out, pairKey(min(a, b), max(a, b)))
		}
	}
	return out
}

func pairKey(a, b uint64) uint32 { return uint32(mix(a*3 ^ b)) }

// neighbours returns a key for each two words that count and have none that
// counts between them, in order.
func neighbours(unit []Word) []uint32 {
	var out []uint32
	var prev uint64
	for i := range unit {
		w := &unit[i]
		if !w.counts() {
			continue
		}
		if prev != 0 {
			out = append(out, pairKey(min(prev, w.class), max(prev, w.class)))
		}
		prev = w.class
	}
	return out
}

// winnow returns the smallest of each keyWindow keys in a row, each once.
func winnow(keys []uint32) []uint32 {
	var out []uint32
	for i := 0; i < len(keys); i++ {
		low := slices.Min(keys[i:min(i+keyWindow, len(keys))])
		if len(out) == 0 || out[len(out)-1] != low {
			out = append(out, low)
		}
		if i+keyWindow >= len(keys) {
			break
		}
	}
	return out
}
