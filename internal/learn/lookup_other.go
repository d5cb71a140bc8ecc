//go:build !amd64

package learn

const vectors = false

func ternaryAVX2(data *byte, sets uint64, features *uint64, n int) (one, two int32) {
	panic("no vectors")
}

func tableAVX2(checks *uint16, rows *byte, width, slots, empty uint64, features *uint64, n int, sums *[maxWidth]int32) {
	panic("no vectors")
}

func perceptronAVX2(p *Perceptron, features *uint64, n int, s *sums) { panic("no vectors") }

func expAVX2(dst, src *float32, n int) { panic("no vectors") }

func fetchAVX2(data *byte, places, stride uint64, features *uint64, n int) { panic("no vectors") }
