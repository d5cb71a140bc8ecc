package nlp

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay/internal/learn"
)

// lemmaAccuracy returns the share, in per cent, of the words of a CoNLL-U file
// that are no marks and whose lemma is right given the gold tag, capitals aside,
// and the most frequent errors.
func lemmaAccuracy(t *testing.T, name string) (float64, map[string]int) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "ud", name))
	if err != nil {
		t.Skipf("treebank not present: %v", err)
	}
	defer f.Close()
	right, all, wrong := 0, 0, map[string]int{}
	var d Doc
	var reader tokenReader
	var gold []string
	flush := func() {
		lemmatise(&d)
		for i := range d.Tokens {
			if d.Tokens[i].Shape&ShapePunct != 0 || gold[i] == "_" {
				continue
			}
			all++
			if strings.EqualFold(d.Tokens[i].Lemma, gold[i]) {
				right++
			} else {
				wrong[d.Tokens[i].Tag.String()+" "+d.Tokens[i].Lower+" "+d.Tokens[i].Lemma+" for "+gold[i]]++
			}
		}
		d, gold = Doc{}, nil
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if line == "" {
			flush()
			continue
		}
		c := strings.Split(line, "\t")
		if line[0] == '#' || strings.ContainsAny(c[0], "-.") {
			continue
		}
		tag, _ := ParseTag(c[4])
		low, shape := reader.lower(c[1])
		start := len(d.Text)
		d.Text += c[1] + " "
		d.Tokens = append(d.Tokens, Token{Start: int32(start), End: int32(start + len(c[1])), Lower: low,
			Hash: learn.String(low), Shape: shape, Tag: tag})
		gold = append(gold, c[2])
	}
	return 100 * float64(right) / float64(all), wrong
}

func TestTreebankLemmas(t *testing.T) {
	got, wrong := lemmaAccuracy(t, "en_ewt-ud-dev.conllu")
	t.Logf("lemmas %.2f %%", got)
	if got < 97 {
		t.Errorf("lemma accuracy %.2f is below 97", got)
	}
	if testing.Verbose() {
		for e, n := range wrong {
			if n > 1 {
				t.Logf("%3d %s", n, e)
			}
		}
	}
}
