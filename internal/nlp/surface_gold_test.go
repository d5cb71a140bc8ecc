package nlp

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// surfaceGold is a treebank turned back into running text, with the byte ranges
// of its words and sentences in that text.
type surfaceGold struct {
	text      string
	words     [][2]int
	sentences [][2]int
}

// readSurfaceGold rebuilds the running text of a CoNLL-U file below
// ../shared/data/ud; it skips the test when the file is not there.
func readSurfaceGold(t testing.TB, name string) *surfaceGold {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "ud", name)
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("treebank not present: %v", err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	return parseSurfaceGold(bufio.NewScanner(in))
}

func parseSurfaceGold(lines *bufio.Scanner) *surfaceGold {
	lines.Buffer(nil, 1<<20)
	g := &surfaceGold{}
	var b strings.Builder
	start, skipTo, mwt := -1, 0, [2]int{}
	var parts []string
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "# newdoc"), strings.HasPrefix(line, "# newpar"):
			if s := b.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
				b.WriteString("\n\n")
			}
		case line == "":
			if start >= 0 {
				g.sentences = append(g.sentences, [2]int{start, len(strings.TrimRight(b.String()[start:], " ")) + start})
				start = -1
			}
		case line[0] != '#':
			f := strings.Split(line, "\t")
			if strings.Contains(f[0], ".") {
				continue
			}
			if start < 0 {
				start = b.Len()
			}
			from, to, isRange := strings.Cut(f[0], "-")
			id, _ := strconv.Atoi(from)
			if isRange {
				skipTo, _ = strconv.Atoi(to)
				mwt, parts = [2]int{b.Len(), b.Len() + len(f[1])}, nil
			} else if id <= skipTo {
				if parts = append(parts, f[1]); id == skipTo {
					g.addParts(mwt, parts, b.String())
				}
				continue
			} else {
				g.words = append(g.words, [2]int{b.Len(), b.Len() + len(f[1])})
			}
			b.WriteString(f[1])
			if !strings.Contains(f[9], "SpaceAfter=No") {
				b.WriteByte(' ')
			}
		}
		if line == "" {
			skipTo = 0
		}
	}
	g.text = b.String()
	return g
}

// addParts adds the words of a multiword token where its letters show them.
func (g *surfaceGold) addParts(at [2]int, parts []string, text string) {
	if strings.Join(parts, "") != text[at[0]:at[1]] {
		g.words = append(g.words, at)
		return
	}
	for _, p := range parts {
		g.words = append(g.words, [2]int{at[0], at[0] + len(p)})
		at[0] += len(p)
	}
}

// spanF1 returns precision, recall and F1 in per cent of exact spans.
func spanF1(gold, got [][2]int) (p, r, f float64) {
	in := map[[2]int]bool{}
	for _, s := range gold {
		in[s] = true
	}
	hits := 0
	for _, s := range got {
		if in[s] {
			hits++
		}
	}
	p, r = 100*float64(hits)/float64(len(got)), 100*float64(hits)/float64(len(gold))
	return p, r, 2 * p * r / (p + r)
}

func tokenSpans(d *Doc) [][2]int {
	spans := make([][2]int, len(d.Tokens))
	for i := range d.Tokens {
		spans[i] = [2]int{int(d.Tokens[i].Start), int(d.Tokens[i].End)}
	}
	return spans
}

func sentenceSpans(d *Doc) [][2]int {
	var spans [][2]int
	for _, s := range d.Sentences {
		from, to := d.Bytes(s)
		spans = append(spans, [2]int{from, to})
	}
	return spans
}

// TestTreebankSurface holds tokens and sentences to the floors promised for the
// English Web Treebank.
func TestTreebankSurface(t *testing.T) {
	for _, c := range []struct {
		file             string
		tokens, sentence float64
	}{
		{"en_ewt-ud-test.conllu", 99.0, 80},
		{"en_ewt-ud-dev.conllu", 99.0, 80},
		{"en_gum-ud-dev.conllu", 98.5, 80},
		{"en_pud-ud-test.conllu", 98.5, 90},
	} {
		gold := readSurfaceGold(t, c.file)
		d := Tokenize(gold.text)
		p, r, f := spanF1(gold.words, tokenSpans(d))
		splitSentences(d)
		sp, sr, sf := spanF1(gold.sentences, sentenceSpans(d))
		t.Logf("%s: sentences P %.2f R %.2f F1 %.2f", c.file, sp, sr, sf)
		if sf < c.sentence {
			t.Errorf("%s: sentence F1 %.2f is below %.1f", c.file, sf, c.sentence)
		}
		t.Logf("%s: tokens P %.2f R %.2f F1 %.2f", c.file, p, r, f)
		if f < c.tokens {
			t.Errorf("%s: token F1 %.2f is below %.1f", c.file, f, c.tokens)
		}
	}
}
