package learn

import "golang.org/x/sys/cpu"

// Sums of weights are most of the work of reading, and most of that is waiting
// for memory. lookup_amd64.s does it with the vector instructions that nearly
// every processor since 2013 has: few instructions a feature, no branches, so that
// the processor has dozens of lookups under way at once. The plain versions
// stand beside the types and give the same sums to the bit.
var vectors = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2

// ternaryAVX2 is Ternary.scorePlain for n features.
//
//go:noescape
func ternaryAVX2(data *byte, sets uint64, features *uint64, n int) (one, two int32)

// tableAVX2 adds the rows of n features, at most tableBatch, to sums.
//
//go:noescape
func tableAVX2(checks *uint16, rows *byte, width, slots, empty uint64, features *uint64, n int, sums *[maxWidth]int32)

// perceptronAVX2 is Perceptron.sumPlain for n features, at most batch.
//
//go:noescape
func perceptronAVX2(p *Perceptron, features *uint64, n int, s *sums)

// expAVX2 is exp for n numbers, a multiple of 8.
//
//go:noescape
func expAVX2(dst, src *float32, n int)

// fetchAVX2 asks memory for the places of n features: of so many places of so many
// bytes each.
//
//go:noescape
func fetchAVX2(data *byte, places, stride uint64, features *uint64, n int)
