package hearsay

import (
	"slices"
	"testing"
)

func TestChains(t *testing.T) {
	const text = "Minister Ana Kell told reporters that the canal would open, the Harbour Ministry said in a statement.\n\n" +
		"“Kell was asked about tolls and said there would be none,” the statement says. The Longitude reported that trade was slow."
	n := annotated(t, testReader(t), text, []string{
		"Minister Ana Kell | told | that the canal would open",
		"the Harbour Ministry | said in a statement | Minister Ana Kell told reporters that the canal would open",
		"Kell | said | there would be none",
		"the statement | says | “Kell was asked about tolls and said there would be none,”",
		"The Longitude | reported | that trade was slow",
	})
	n.reading.Article.Outlet = "Longitude"
	n.buildChains()
	for i, want := range [][]string{
		{"Longitude", "Harbour Ministry", "Ana Kell"},
		{"Longitude", "Harbour Ministry"},
		{"Longitude", "Harbour Ministry", "Ana Kell"},
		{"Longitude", "Harbour Ministry"},
		{"Longitude"},
	} {
		if got := n.reading.Attributions[i].Chain; !slices.Equal(got, want) {
			t.Errorf("attribution %d: %q, want %q", i, got, want)
		}
	}
}
