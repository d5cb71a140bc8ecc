package main

import (
	"flag"
	"fmt"
	"strings"

	"hearsay/internal/eval"
)

// runDiff lists the attributions that one set of readings has and another of
// the same texts has not.
func runDiff(args []string, std streams) error {
	flags := flag.NewFlagSet("diff", flag.ContinueOnError)
	paths, err := parseFlags(flags, args, std, 2)
	if err != nil {
		return err
	}
	older, err := eval.LoadReadings(paths[0])
	if err != nil {
		return err
	}
	newer, err := eval.LoadReadings(paths[1])
	if err != nil {
		return err
	}
	byText := map[string]*eval.Article{}
	for i := range newer {
		byText[newer[i].Text] = &newer[i]
	}
	var gained, lost, changed, articles int
	for i := range older {
		o := &older[i]
		n, ok := byText[o.Text]
		if !ok {
			fmt.Fprintf(std.out, "%s: only in %s\n", o.Name, paths[0])
			continue
		}
		delete(byText, o.Text)
		differences := eval.Differences(o.Text, o.Gold(), n.Gold())
		if len(differences) > 0 {
			articles++
			fmt.Fprintf(std.out, "%s\n", o.Name)
		}
		for _, d := range differences {
			switch {
			case d.New == nil:
				lost++
				fmt.Fprintf(std.out, "  - %s\n", d.Old.InWords(o.Text))
			case d.Old == nil:
				gained++
				fmt.Fprintf(std.out, "  + %s\n", d.New.InWords(o.Text))
			default:
				changed++
				fmt.Fprintf(std.out, "  ~ %s: %s\n  > %s\n", strings.Join(d.Roles, ", "),
					d.Old.InWords(o.Text), d.New.InWords(o.Text))
			}
		}
	}
	for i := range newer {
		if n := &newer[i]; byText[n.Text] == n {
			fmt.Fprintf(std.out, "%s: only in %s\n", n.Name, paths[1])
		}
	}
	_, err = fmt.Fprintf(std.out, "%d gained, %d lost, %d changed in %d of %d articles\n",
		gained, lost, changed, articles, len(older))
	return err
}
