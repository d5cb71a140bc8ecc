package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"text/tabwriter"
	"time"

	trafilatura "github.com/markusmobius/go-trafilatura"

	"hearsay/internal/ingest"
)

// The command "pages" measures how well the text of articles is found on HTML
// pages, with data in the layout of the public article extraction benchmark and
// with its measure: text is cut into words (\w+), words into overlapping
// groups of four; precision and recall of the groups are averaged over the
// pages, and F1 is that of the two averages.

// runPages scores a folder that holds html/ID.html.gz (or ID.html) and
// ground-truth.json, which maps each ID to {"articleBody": TEXT}.
func runPages(args []string, std streams) error {
	flags := flag.NewFlagSet("pages", flag.ContinueOnError)
	each := flags.Bool("each", false, "list every page, the worst first")
	library := flags.Bool("library", false, "score go-trafilatura alone, without what ingest does before and after it")
	dirs, err := parseFlags(flags, args, std, 1)
	if err != nil {
		return err
	}
	truth, err := readTruth(filepath.Join(dirs[0], "ground-truth.json"))
	if err != nil {
		return err
	}
	pages := make([]pageScore, 0, len(truth))
	stream := ingest.Open(nil, ingest.Options{Language: ingest.AnyLanguage})
	begun, size := time.Now(), 0
	for _, id := range slices.Sorted(maps.Keys(truth)) {
		page, err := readHTML(dirs[0], id)
		if err != nil {
			return err
		}
		size += len(page)
		if *library {
			p := comparePage(truth[id].ArticleBody, byLibrary(page))
			p.id = id
			pages = append(pages, p)
			continue
		}
		in := stream.Read(ingest.Document{Name: id, Body: page, Media: "text/html"})
		p := comparePage(truth[id].ArticleBody, in.Article.Text[in.Body:])
		p.id, p.outcome = id, in.Outcome
		pages = append(pages, p)
	}
	printPages(std.out, pages, *each)
	since := time.Since(begun).Seconds()
	_, err = fmt.Fprintf(std.out, "%d pages, %.1f MB, %.0f pages/s\n", len(pages), float64(size)/1e6, float64(len(pages))/max(since, 1e-9))
	return err
}

// byLibrary returns the text that the library finds on a page, "" if none.
func byLibrary(page []byte) string {
	result, err := trafilatura.Extract(bytes.NewReader(page), trafilatura.Options{})
	if err != nil {
		return ""
	}
	return result.ContentText
}

// truePage is what ground-truth.json says of one page.
type truePage struct {
	ArticleBody string `json:"articleBody"`
}

func readTruth(file string) (map[string]truePage, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var truth map[string]truePage
	if err := json.Unmarshal(data, &truth); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return truth, nil
}

// readHTML returns the page with the id.
func readHTML(dir, id string) ([]byte, error) {
	plain := filepath.Join(dir, "html", id+".html")
	file, err := os.Open(plain + ".gz")
	if err != nil {
		return os.ReadFile(plain)
	}
	defer file.Close()
	r, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("read %s.gz: %w", plain, err)
	}
	const most = 64 << 20 // bytes
	return io.ReadAll(io.LimitReader(r, most))
}

// pageScore counts groups of words, each count as a share of the sum of all
// three, so that long pages weigh no more than short ones.
type pageScore struct {
	id                     string
	outcome                ingest.Outcome
	both, spurious, missed float64
}

// comparePage compares the groups of four words of two texts.
func comparePage(want, got string) pageScore {
	counts := map[[4]string][2]int{}
	for side, text := range []string{want, got} {
		for _, group := range fourGrams(text) {
			n := counts[group]
			n[side]++
			counts[group] = n
		}
	}
	var p pageScore
	for _, n := range counts {
		p.both += float64(min(n[0], n[1]))
		p.missed += float64(max(0, n[0]-n[1]))
		p.spurious += float64(max(0, n[1]-n[0]))
	}
	if sum := p.both + p.missed + p.spurious; sum > 0 {
		p.both, p.missed, p.spurious = p.both/sum, p.missed/sum, p.spurious/sum
	}
	return p
}

// wordPattern is \w+ of Python's regular expressions for text.
var wordPattern = regexp.MustCompile(`[\pL\pN_]+`)

// fourGrams returns the overlapping groups of four words of text; a text of
// fewer words is one group.
func fourGrams(text string) [][4]string {
	words := wordPattern.FindAllString(text, -1)
	if len(words) == 0 {
		return nil
	}
	var groups [][4]string
	for i := range max(1, len(words)-3) {
		var group [4]string
		copy(group[:], words[i:])
		groups = append(groups, group)
	}
	return groups
}

func (p pageScore) precision() float64 { return share(p.both, p.spurious, p.missed) }
func (p pageScore) recall() float64    { return share(p.both, p.missed, p.spurious) }

// share returns both/(both+lost), by the benchmark's rules for pages without
// either.
func share(both, lost, other float64) float64 {
	switch {
	case lost == 0 && other == 0:
		return 1
	case both == 0:
		return 0
	}
	return both / (both + lost)
}

// printPages prints the averages, and with each also every page.
func printPages(w io.Writer, pages []pageScore, each bool) {
	if each {
		slices.SortStableFunc(pages, func(a, b pageScore) int {
			return int(1e6 * (a.precision() + a.recall() - b.precision() - b.recall()))
		})
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, p := range pages {
			fmt.Fprintf(table, "%s\t%.3f\t%.3f\t%v\n", p.id, p.precision(), p.recall(), p.outcome)
		}
		_ = table.Flush() // errors stay in w
	}
	var precision, recall mean
	for _, p := range pages {
		if p.both+p.spurious > 0 {
			precision.add(p.precision())
		}
		if p.both+p.missed > 0 {
			recall.add(p.recall())
		}
	}
	f1 := 0.0
	if p, r := precision.value(), recall.value(); p+r > 0 {
		f1 = 2 * p * r / (p + r)
	}
	fmt.Fprintf(w, "precision %.3f  recall %.3f  F1 %.3f\n", precision.value(), recall.value(), f1)
}

// mean is the average of what is added to it.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(x float64) { m.sum += x; m.n++ }

func (m *mean) value() float64 {
	if m.n == 0 {
		return 0
	}
	return m.sum / float64(m.n)
}
