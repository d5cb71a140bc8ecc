package nlp

import (
	"strings"
	"testing"
)

// sentenceCases are texts with "¦" where one sentence ends and the next begins.
var sentenceCases = []string{
	"She left.¦ He stayed.",
	"Mr. Orlo met J. B. Venn in the U.S. on Jan. 5 at No. 3 Hill St. in Velora.¦ He left at 5 p.m. on Sunday.",
	"They flew to the U.S.¦ The talks begin today.",
	"The firm, Acme Inc., grew.¦ It is run by Dr. Ada Venn.",
	"MOSCOW, February 12. /TASS/: The minister spoke.¦ He left.",
	"LONDON (Reuters) - The minister spoke.¦ He left.",
	"\"We will go,\" she said.¦ \"Tomorrow.\"¦ Then she left.",
	"\"Stop!\" she shouted.¦ Nobody did.",
	"\"Will it rain?\" Orlo asked.¦ \"No,\" said Venn.",
	"“We will go.”¦ He left.",
	"She asked: “Why?”¦ The mayor left.",
	"“It is late.”¦ “Yes.”¦ They left.",
	"NEWPORT, Va. — The mayor spoke.¦ Charles G. and David H. Koor left.",
	"She waited ... and waited.¦ Nobody came...¦ Then she left.",
	"It grew by 3.5 per cent.¦ In 2020 it fell.",
	"(He did not reply.)¦ She left.",
	"Council meets\n\n¦The council met.¦ It was late.",
	"1. Open the door.¦ 2. Close it.",
	"The plan (see p. 5) failed!¦ Why?¦ Nobody knows.",
}

func TestSentences(t *testing.T) {
	for _, c := range sentenceCases {
		text := strings.ReplaceAll(c, "¦", "")
		d := Split(text)
		checkCover(t, d, "sentence", d.Sentences, func(i int) int32 { return d.Tokens[i].Sentence })
		var b strings.Builder
		at := 0
		for i, s := range d.Sentences {
			_, end := d.Bytes(s)
			if i > 0 {
				b.WriteString("¦")
			}
			b.WriteString(text[at:end])
			at = end
		}
		if got := strings.ReplaceAll(b.String(), "¦\n\n", "\n\n¦"); got != c {
			t.Errorf("\n got %s\nwant %s", got, c)
		}
	}
}
