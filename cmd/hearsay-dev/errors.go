package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"hearsay"
	"hearsay/internal/eval"
)

// runErrors lists every mistake in the reading of a corpus, with the line it
// stands in, then what kinds there were and which cues they had.
func runErrors(args []string, std streams) error {
	flags := flag.NewFlagSet("errors", flag.ContinueOnError)
	shared := sharedFlag(flags)
	kind := flags.String("kind", "", "list only missed, spurious or differs, or those whose kind has these words")
	top := flags.Int("top", 15, "how many cues to list")
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
	analyzer, err := eval.NewAnalyzer()
	if err != nil {
		return err
	}
	var sum eval.Confusion
	for i := range articles {
		a := &articles[i]
		found, err := a.Read(flat(reader))
		if err != nil {
			return err
		}
		sum.Add(a, found, eval.CueLemma(analyzer.Analyze(a.Text)))
		for _, m := range eval.Mistakes(a.Text, a.Gold(), found) {
			if side, detail := describe(m); *kind == "" || *kind == side || strings.Contains(detail, *kind) {
				printMistake(std.out, a, m)
			}
		}
	}
	fmt.Fprintln(std.out)
	return sum.Report().WriteTable(std.out, eval.TableOptions{Lemmas: *top})
}

// describe names the side of a mistake, and what is wrong with it.
func describe(m eval.Mistake) (side, detail string) {
	switch {
	case m.New == nil:
		return "missed", "missed: " + string(m.Kind)
	case m.Old == nil:
		return "spurious", "spurious: " + string(m.Kind)
	case m.Relation:
		return "differs", "differs, still right: " + strings.Join(m.Roles, ", ")
	}
	return "differs", "differs, wrong: " + string(m.Kind)
}

func printMistake(w io.Writer, a *eval.Article, m eval.Mistake) {
	_, detail := describe(m)
	shown := m.Old
	if shown == nil {
		shown = m.New
	}
	at := shown.Anchor().Bytes.Start
	fmt.Fprintf(w, "%s:%d: %s\n", a.Name, 1+strings.Count(a.Text[:at], "\n"), detail)
	if m.Old != nil {
		fmt.Fprintf(w, "  gold  %s\n", m.Old.InWords(a.Text))
	}
	if m.New != nil {
		fmt.Fprintf(w, "  read  %s\n", m.New.InWords(a.Text))
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
