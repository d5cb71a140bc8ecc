package learn

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

// enumerate sums exp(score) over all labellings, and over those with label k at
// position i: the plain version of forward-backward.
func enumerate(l *Lattice, i, k int) (all, with float64, best []uint8) {
	path := make([]uint8, l.n)
	top := math.Inf(-1)
	var rec func(at int, score float64)
	rec = func(at int, score float64) {
		if at == l.n {
			w := math.Exp(score)
			all += w
			if int(path[i]) == k {
				with += w
			}
			if score > top {
				top, best = score, bytes.Clone(path)
			}
			return
		}
		for y := range l.labels {
			s := score + float64(l.Unary(at)[y])
			if at > 0 {
				s += float64(l.Pair(at)[int(path[at-1])*l.labels+y])
			}
			path[at] = uint8(y)
			rec(at+1, s)
		}
	}
	rec(0, 0)
	return all, with, best
}

func randomLattice(rng *rand.Rand, n, labels int) *Lattice {
	l := &Lattice{}
	l.Reset(n, labels)
	for i := range n {
		for k := range l.Unary(i) {
			l.Unary(i)[k] = float32(rng.NormFloat64())
		}
		for k := range l.Pair(i) {
			l.Pair(i)[k] = float32(rng.NormFloat64())
		}
	}
	return l
}

func TestLatticeAgreesWithEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		n, labels := 1+rng.IntN(6), 2+rng.IntN(3)
		l := randomLattice(rng, n, labels)
		l.Allow(rng.IntN(n), 1|1<<(labels-1))
		i, k := rng.IntN(n), rng.IntN(labels)
		all, with, best := enumerate(l, i, k)
		l.Marginals()
		if got := l.Marginal(i, k); math.Abs(got-with/all) > 1e-6 {
			t.Fatalf("marginal %v, by enumeration %v", got, with/all)
		}
		if math.Abs(l.LogZ()-math.Log(all)) > 1e-5 {
			t.Fatalf("log Z %v, by enumeration %v", l.LogZ(), math.Log(all))
		}
		path, _ := l.Viterbi()
		if !bytes.Equal(path, best) {
			t.Fatalf("Viterbi %v, by enumeration %v", path, best)
		}
	}
}

// weather fits a chain that must use its pair features: the label repeats the
// one before unless the position's feature says otherwise.
func weather(seed uint64) []byte {
	t := NewChainTrainer(ChainOptions{Labels: 2, Cutoff: 1, Epochs: 20, Rate: 0.1, Dropout: 0.1, Seed: seed})
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		t.Begin(1)
		y := rng.IntN(2)
		for i := range 8 {
			seen := uint64(9)
			if i == 0 || rng.IntN(3) == 0 {
				y = rng.IntN(2)
				seen = uint64(y)
			}
			t.Position(y, 3, []uint64{Mix(1, seen)}, []uint64{2})
		}
	}
	return t.Fit()
}

func TestChainLearnsToCarryALabel(t *testing.T) {
	chain, err := LoadChain(weather(1))
	if err != nil {
		t.Fatal(err)
	}
	for y := range byte(2) {
		var l Lattice
		l.Reset(4, chain.Labels())
		for i, seen := range []uint64{uint64(y), 9, 9, 9} {
			chain.Score(&l, i, []uint64{Mix(1, seen)}, []uint64{2})
		}
		if path, _ := l.Viterbi(); !bytes.Equal(path, []byte{y, y, y, y}) {
			t.Errorf("labels %v, want %d carried on", path, y)
		}
	}
}

func TestFitIsDeterministic(t *testing.T) {
	if !bytes.Equal(weather(1), weather(1)) {
		t.Fatal("equal data and seed gave different models")
	}
	if bytes.Equal(weather(1), weather(2)) {
		t.Fatal("the seed has no effect")
	}
}

func TestLoadChainRefusesDamage(t *testing.T) {
	good := weather(1)
	for cut := range good {
		if _, err := LoadChain(good[:cut]); err == nil {
			t.Fatalf("a model cut after %d of %d bytes was accepted", cut, len(good))
		}
	}
}

func TestTableFindsWhatItHolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n, width = 5000, 3
	keys, rows := make([]uint64, n), make([]float32, n*width)
	for i := range keys {
		keys[i] = rng.Uint64()
		for k := range width {
			rows[i*width+k] = float32(rng.NormFloat64())
		}
	}
	table, err := OpenTable(buildTable(keys, rows, width))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float32, width)
	for i, key := range keys {
		table.Sum([]uint64{key}, out)
		for k := range width {
			if want := rows[i*width+k]; abs(out[k]-want) > leastCode*table.scale {
				t.Fatalf("weight %d of key %d is %v, want %v", k, i, out[k], want)
			}
		}
	}
	strangers := 0
	for range 10000 {
		if table.find(rng.Uint64()) != nil {
			strangers++
		}
	}
	if strangers > 20 {
		t.Fatalf("%d of 10000 unknown features were taken for known ones", strangers)
	}
}

func TestBundleRoundTrip(t *testing.T) {
	var b Bundle
	b.Put("b", []byte("bread"))
	b.Put("a", []byte{1, 2, 3, 4, 5, 6, 7, 8, 9})
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	got, err := OpenBundle(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range b.Names() {
		want, _ := b.Section(name)
		if data, ok := got.Section(name); !ok || !bytes.Equal(data, want) {
			t.Errorf("section %s is %q, want %q", name, data, want)
		}
	}
	for cut := range out.Len() {
		if _, err := OpenBundle(out.Bytes()[:cut]); err == nil {
			t.Fatalf("a file cut after %d of %d bytes was accepted", cut, out.Len())
		}
	}
}

func TestStringAndMixAreFixed(t *testing.T) {
	// Model files depend on these values.
	if got := String("the minister"); got != String("the minister") || got == String("the ministes") {
		t.Fatal("String does not tell words apart")
	}
	seen := map[uint64]bool{}
	for a := range uint64(200) {
		for b := range uint64(200) {
			seen[Mix(Mix(1, a), b)] = true
		}
	}
	if len(seen) != 40000 {
		t.Fatalf("%d of 40000 features are distinct", len(seen))
	}
}

func BenchmarkTableSum(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n, width = 500000, 3
	keys, rows := make([]uint64, n), make([]float32, n*width)
	for i := range keys {
		keys[i] = rng.Uint64()
		rows[i*width] = 1
	}
	table, err := OpenTable(buildTable(keys, rows, width))
	if err != nil {
		b.Fatal(err)
	}
	out := make([]float32, width)
	for b.Loop() {
		at := rng.IntN(n - 100)
		table.Sum(keys[at:at+100], out)
	}
}
