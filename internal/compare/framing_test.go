package compare

import (
	"math"
	"testing"

	"hearsay/internal/samples"
)

// The limits of Wilson's interval for some counts, by the closed form as printed
// in Brown, Cai and DasGupta 2001.
func TestNewShare(t *testing.T) {
	tests := []struct {
		n, of     int
		low, high float64
	}{
		{0, 20, 0, 0.1611}, {10, 20, 0.2993, 0.7007}, {20, 20, 0.8389, 1}, {1, 100, 0.0018, 0.0545}, {0, 0, 0, 1},
	}
	for _, tt := range tests {
		s := NewShare(tt.n, tt.of)
		if math.Abs(s.Low-tt.low) > 0.0001 || math.Abs(s.High-tt.high) > 0.0001 {
			t.Errorf("%d of %d: [%.4f,%.4f], want [%.4f,%.4f]", tt.n, tt.of, s.Low, s.High, tt.low, tt.high)
		}
	}
}

// TestFrame checks that every number is the number of its rows, that all tables
// count the same rows, and that copies are left out.
func TestFrame(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 48 articles")
	}
	all, err := samples.Events()
	if err != nil {
		t.Fatal(err)
	}
	var articles []*Article
	copies := 0
	for i := range all {
		articles = append(articles, readEvent(t, &all[i])...)
		for _, a := range all[i].Articles {
			if a.Copies >= 0 {
				copies++
			}
		}
	}
	f := Frame(articles, LeastShown)
	if f.Copies != copies || f.Lexicon == "" || len(f.Rows) == 0 {
		t.Errorf("%d copies, want %d; lexicon %q; %d rows", f.Copies, copies, f.Lexicon, len(f.Rows))
	}
	sum := func(cells []Cell) (n, words int) {
		for _, c := range cells {
			n += len(c.Rows)
			words += c.Words
			of, stances := 0, 0
			for _, i := range c.Rows {
				r := &f.Rows[i]
				if c.Outlet != "" && r.Outlet != c.Outlet || c.Speaker != "" && r.Speaker != c.Speaker {
					t.Fatalf("row %d of %s, %s is in the cell of %s, %s", i, r.Outlet, r.Speaker, c.Outlet, c.Speaker)
				}
				of += r.Words
				if r.Stance != "" {
					stances++
				}
			}
			decided := len(c.Disputed)
			for _, rows := range c.Stances {
				decided += len(rows)
			}
			if of != c.Words || stances != decided {
				t.Errorf("cell %s, %s: %d words and %d stances in its rows, %d and %d counted", c.Outlet, c.Speaker, of, stances, c.Words, decided)
			}
		}
		return n, words
	}
	if n, _ := sum(f.Outlets); n != len(f.Rows) {
		t.Errorf("outlets count %d rows of %d", n, len(f.Rows))
	}
	bySpeaker, words := sum(f.Speakers)
	if n, w := sum(f.Cells); n != bySpeaker || w != words {
		t.Errorf("cells count %d rows and %d words, speakers %d and %d", n, w, bySpeaker, words)
	}
	named := map[string]int{}
	for _, c := range f.Speakers {
		named[c.Speaker] = len(c.Rows)
	}
	for _, name := range []string{"Oda Brandvik", "Esther Vane", "Hedda Rusk", "Catriona Fell"} {
		if named[name] < 3 {
			t.Errorf("%s has %d attributions", name, named[name])
		}
	}
}
