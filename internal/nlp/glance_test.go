package nlp

import (
	"testing"

	"hearsay/internal/learn"
	"hearsay/internal/model"
	"hearsay/internal/samples"
)

// TestGlancesAgree reads the sample articles with glances and without. The full
// models are the oracle: other answers must be rare.
func TestGlancesAgree(t *testing.T) {
	b, err := learn.OpenBundle(model.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	fast, err := openAnalyzer(b, true)
	if err != nil {
		t.Fatal(err)
	}
	full, err := openAnalyzer(b, false)
	if err != nil {
		t.Fatal(err)
	}
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	tokens, tags, heads, deps := 0, 0, 0, 0
	for _, s := range all {
		got, want := fast.Analyze(s.Text), full.Analyze(s.Text)
		for i := range want.Tokens {
			g, w := &got.Tokens[i], &want.Tokens[i]
			tokens++
			tags += unlike(g.Tag, w.Tag)
			heads += unlike(g.Head, w.Head)
			deps += unlike(g.Dep, w.Dep)
		}
	}
	t.Logf("of %d tokens differ: tags %d, heads %d, relations %d", tokens, tags, heads, deps)
	if tags*200 > tokens || heads*50 > tokens || deps*50 > tokens {
		t.Errorf("of %d tokens differ: tags %d, heads %d, relations %d", tokens, tags, heads, deps)
	}
}

func unlike[T comparable](a, b T) int {
	if a == b {
		return 0
	}
	return 1
}

func TestDamagedGlance(t *testing.T) {
	trainer := learn.NewChainTrainer(glanceOptions(2))
	for range 10 {
		trainer.Begin(1)
		trainer.Position(1, 3, []uint64{1, 2, 3}, nil)
	}
	good := appendGlance([]uint8{0, 4, 2}, trainer.Fit())
	if _, err := openGlance(good, 3, 5); err != nil {
		t.Fatal(err)
	}
	if _, err := openGlance(good, 4, 5); err == nil {
		t.Error("a glance at other situations was opened")
	}
	if _, err := openGlance(good, 3, 4); err == nil {
		t.Error("a glance with unknown decisions was opened")
	}
	for n := range good {
		if _, err := openGlance(good[:n], 3, 5); err == nil {
			t.Errorf("a glance cut after %d of %d bytes was opened", n, len(good))
		}
	}
}
