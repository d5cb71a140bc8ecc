package learn

import (
	"encoding/binary"
	"math/bits"
)

// Features are 64-bit hashes of a template number and the values it saw. Two
// 64-bit multiplications folded together (the idea of wyhash) mix well enough
// that collisions do not matter at a million features.

const (
	mulA = 0xa0761d6478bd642f
	mulB = 0xe7037ed1a0b428db
)

// String returns the hash of s. Equal strings have equal hashes on every
// machine; model files depend on it.
func String(s string) uint64 {
	h := uint64(len(s)) ^ mulB
	for len(s) >= 8 {
		h = fold(h^le64(s), mulA)
		s = s[8:]
	}
	var tail [8]byte
	copy(tail[:], s)
	return fold(h^binary.LittleEndian.Uint64(tail[:]), mulB)
}

// Mix returns the hash of the sequence h stands for with v appended.
func Mix(h, v uint64) uint64 { return fold(h^mulB, v^mulA) }

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

func le64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
