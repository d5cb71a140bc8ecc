package compare

import (
	"strings"
	"testing"

	"hearsay"
)

const verifyText = `Mayor: sleep at home, shoes by the door

“The buses are parked behind the school, and they stay there until I say otherwise,” he said. “Sleep at
home, but put your shoes by the door.”

Upland Water's chief engineer, Oda Brandvik, stood beside him with a glass of the water. “What we see is clear water, and clear
water means that nothing is being washed out,” she said, and drank it. She said that she could not promise that there would be no siren in the night.

The mayor said the siren would be tested on Wednesday at noon. About 3,400 people live below the dam.`

func TestVerify(t *testing.T) {
	tests := []struct {
		quote string
		want  Outcome
		at    string // the text of the passages, joined by " | "
	}{
		{`"The buses are parked behind the school"`, AsIs, "The buses are parked behind the school"},
		{`«the buses are parked BEHIND the school, and they stay there»`, AsIs, "The buses are parked behind the school, and they stay there"},
		{`Sleep at home, but put your shoes by the door.`, AsIs, "Sleep at\nhome, but put your shoes by the door"},
		{`they stay there until I say otherwise. Sleep at home, but put your shoes by the door`, AsIs, "they stay there until I say otherwise,” he said. “Sleep at\nhome, but put your shoes by the door"},
		{`The buses are parked … until I say otherwise`, LeftOut, "The buses are parked behind the school, and they stay there until I say otherwise"},
		{`The buses are parked until I say otherwise`, LeftOut, "The buses are parked behind the school, and they stay there until I say otherwise"},
		{`The buses are parked [there] and they stay there`, LeftOut, "The buses are parked behind the school, and they stay there"},
		{`The lorries are parked behind the school, and they stay there`, Altered, "are parked behind the school, and they stay there"},
		{`The buses were parked behind the school`, Altered, "The buses are parked behind the school"},
		{`clear water means that something is being washed out`, Altered, "clear\nwater means that nothing is being washed out"},
		{`The buses are parked behind the school, and clear water means that nothing is being washed out`, Joined, ""},
		{`About 3,400 people live below the dam`, AsIs, "About 3,400 people live below the dam"},
		{`The siren would be tested on Wednesday at noon`, AsIs, "the siren would be tested on Wednesday at noon"},
		{`We have nothing to hide from anybody`, NotFound, ""},
		{`the the the of and`, NotFound, ""},
		{``, NotFound, ""},
	}
	a := Article{Reading: &hearsay.Reading{Article: hearsay.NewArticle(verifyText)}}
	for _, tt := range tests {
		v := Verify(tt.quote, &a)
		var at []string
		for _, p := range v.Passages {
			at = append(at, verifyText[p.Span.Start:p.Span.End])
		}
		if got := strings.Join(at, " | "); v.Outcome != tt.want || tt.at != "" && got != tt.at {
			t.Errorf("%s: %s at %q, want %s at %q (%v)", tt.quote, v.Outcome, got, tt.want, tt.at, v.Notes)
		}
	}
}
