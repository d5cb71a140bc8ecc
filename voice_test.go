package hearsay

import (
	"slices"
	"testing"
)

// TestOwnVoiceOfTheBody lists the sentences that are left to the outlet: no
// headlines, no credits, nothing that plainly reports, no answers.
func TestOwnVoiceOfTheBody(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"headline, byline and dateline",
			"Harbour bridge shut after storm\n\nBy Una Marr\n\nMORROW, Feb. 13 (Norrel) - The bridge is 90 years old. It has been shut twice before.\n",
			[]string{"The bridge is 90 years old.", "It has been shut twice before."}},
		{"a headline inside the body",
			"MORROW, Feb. 13 (Norrel) - The bridge is 90 years old.\n\nTwo hives stolen\n\nThe hives stood behind a school.\n",
			[]string{"The bridge is 90 years old.", "The hives stood behind a school."}},
		{"hearsay and closing figures",
			"MORROW, Feb. 13 (Norrel) - The bridge is 90 years old. The council is reportedly buying a ferry. Traffic has doubled, figures show.\n",
			[]string{"The bridge is 90 years old."}},
		{"questions and answers",
			"The keeper met us at noon.\n\nCourier: How did it begin?\n\nKeeper: With a leak. It was a wet year.\n\nCourier: And now?\n\nKeeper: It is dry.\n",
			[]string{"The keeper met us at noon."}},
		{"quotation without a source",
			"MORROW, Feb. 13 (Norrel) - The bridge is 90 years old.\n\n\"It was a wet year and nobody minded the leak.\"\n",
			[]string{"The bridge is 90 years old."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Read(NewArticle(c.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range r.OwnVoice {
				got = append(got, r.Slice(s))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("own voice %q, want %q", got, c.want)
			}
		})
	}
}
