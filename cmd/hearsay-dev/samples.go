package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"hearsay"
	"hearsay/internal/eval"
	"hearsay/internal/samples"
)

// runSamples reads the articles of a folder in the format of the project's own
// (internal/samples) and says what is not as they are annotated.
func runSamples(args []string, std streams) error {
	flags := flag.NewFlagSet("samples", flag.ContinueOnError)
	figures := flags.Bool("figures", false, "print figures only")
	dirs, err := parseFlags(flags, args, std, 1)
	if err != nil {
		return err
	}
	all, err := samples.Load(os.DirFS(dirs[0]), ".")
	if err != nil {
		return err
	}
	var total eval.Account
	for _, s := range all {
		r, err := hearsay.Read(hearsay.NewArticle(s.Text))
		if err != nil {
			return err
		}
		a := eval.AccountFor(s, r)
		total.Add(a)
		fmt.Fprintf(std.out, "%s: %s\n", s.Name, a.Figures())
		if *figures {
			continue
		}
		for _, list := range []struct {
			what  string
			items []string
		}{{"missed", a.Missed}, {"spurious", a.Spurious}, {"wrong", a.Wrong}} {
			for _, item := range list.items {
				fmt.Fprintf(std.out, "  %-9s %s\n", list.what, strings.Join(strings.Fields(item), " "))
			}
		}
	}
	fmt.Fprintf(std.out, "all: %s\n", total.Figures())
	return nil
}
