package learn

import "math"

// The exponential of single precision, as in the Cephes library (Moshier 1992):
// exp x = 2ⁿ exp r with r between ±½ log 2, where a polynomial of degree 7 is right
// to two units in the last place. It is eight times as fast as that of package math where
// there are vectors, which give the same results to the bit; the conversions keep
// compilers from fusing operations.

const (
	expMost  = 80  // larger arguments count as this one
	expLeast = -80 // smaller ones give 0
	log2e    = 1.44269504088896341
	ln2High  = 0.693359375
	ln2Low   = -2.12194440e-4
)

var expPolynomial = [6]float32{1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1}

// expAll sets dst[i] to the exponential of src[i]; they are equally long.
func expAll(dst, src []float32) {
	done := 0
	if n := len(src) &^ 7; vectors && n > 0 {
		expAVX2(&dst[0], &src[0], n)
		done = n
	}
	for i := done; i < len(src); i++ {
		dst[i] = exp(src[i])
	}
}

// exp returns the exponential of x.
func exp(x float32) float32 {
	if x < expLeast {
		return 0
	}
	x = min(x, expMost)
	n := float32(math.RoundToEven(float64(float32(x * log2e))))
	r := x - float32(n*ln2High)
	r -= float32(n * ln2Low)
	y := expPolynomial[0]
	for _, c := range expPolynomial[1:] {
		y = float32(y*r) + c
	}
	y = float32(y*float32(r*r)) + r
	y++
	return y * math.Float32frombits(uint32(int32(n)+127)<<23)
}
