package main

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"hearsay"
	"hearsay/internal/eval"
)

// runErrors lists every difference between the gold attributions of a corpus
// and those read, with the line it stands in, then what kinds there were and
// which cues they had.
func runErrors(args []string, std streams) error {
	flags := flag.NewFlagSet("errors", flag.ContinueOnError)
	shared := sharedFlag(flags)
	kind := flags.String("kind", "", "list one kind only: missed, spurious or differs")
	top := flags.Int("top", 15, "how many cues to list for each kind")
	dirs, err := parseFlags(flags, args, std, 0, 2)
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		dirs = polnearDev(*shared)
	}
	articles, err := eval.LoadCorpus(dirs[0], dirs[1])
	if err != nil {
		return err
	}
	reader, err := hearsay.NewReader()
	if err != nil {
		return err
	}
	sum := tallies{kinds: map[string]int{}, cues: map[string]map[string]int{}}
	for i := range articles {
		a := &articles[i]
		found, err := a.Read(flat(reader))
		if err != nil {
			return err
		}
		for _, d := range eval.Differences(a.Text, a.Gold(), found) {
			sum.add(a.Text, d)
			if name, _ := kindOf(d); *kind == "" || *kind == name {
				printError(std.out, a, d)
			}
		}
	}
	return sum.print(std.out, *top)
}

// kindOf names the mistake, in one word and more exactly.
func kindOf(d eval.Difference) (kind, detail string) {
	switch {
	case d.New == nil && len(d.Old.Cue) == 0:
		return "missed", "missed, without a cue"
	case d.New == nil:
		return "missed", "missed"
	case d.Old == nil:
		return "spurious", "spurious"
	case d.Relation:
		return "differs", "differs, still right: " + strings.Join(d.Roles, ", ")
	}
	return "differs", "differs, wrong: " + strings.Join(d.Roles, ", ")
}

func printError(w io.Writer, a *eval.Article, d eval.Difference) {
	_, detail := kindOf(d)
	shown := d.Old
	if shown == nil {
		shown = d.New
	}
	at := shown.Anchor().Bytes.Start
	fmt.Fprintf(w, "%s:%d: %s\n", a.Name, 1+strings.Count(a.Text[:at], "\n"), detail)
	if d.Old != nil {
		fmt.Fprintf(w, "  gold  %s\n", d.Old.InWords(a.Text))
	}
	if d.New != nil {
		fmt.Fprintf(w, "  read  %s\n", d.New.InWords(a.Text))
	}
	fmt.Fprintf(w, "  text  %s\n", lineAt(a.Text, at))
}

// contextBytes is how much of a line is shown on each side.
const contextBytes = 160

// lineAt returns the line of text that holds byte at, cut if it is long.
func lineAt(text string, at int) string {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	end := len(text)
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		end = at + n
	}
	line, before, after := text[start:end], "", ""
	if at-start > contextBytes {
		line, before = text[at-contextBytes:end], "…"
	}
	if end-at > contextBytes {
		line, after = line[:len(line)-(end-at-contextBytes)], "…"
	}
	return before + strings.ToValidUTF8(line, "") + after
}

// tallies count mistakes by kind and by cue.
type tallies struct {
	kinds map[string]int
	cues  map[string]map[string]int // kind → words of the cue → how often
}

func (t *tallies) add(text string, d eval.Difference) {
	kind, detail := kindOf(d)
	t.kinds[detail]++
	if kind == "differs" {
		return
	}
	if t.cues[kind] == nil {
		t.cues[kind] = map[string]int{}
	}
	shown := d.Old
	if shown == nil {
		shown = d.New
	}
	t.cues[kind][shown.CueWords(text)]++
}

func (t *tallies) print(w io.Writer, top int) error {
	fmt.Fprintln(w, "\nkinds")
	for _, name := range byCount(t.kinds) {
		fmt.Fprintf(w, "%6d  %s\n", t.kinds[name], name)
	}
	for _, kind := range slices.Sorted(maps.Keys(t.cues)) {
		fmt.Fprintf(w, "\ncues of those %s\n", kind)
		names := byCount(t.cues[kind])
		for _, name := range names[:min(max(top, 0), len(names))] {
			fmt.Fprintf(w, "%6d  %s\n", t.cues[kind][name], name)
		}
	}
	return nil
}

// byCount returns the keys of counts, the most frequent first.
func byCount(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
}
