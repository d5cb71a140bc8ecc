package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/samples"
)

func demoCommand(std stdio) *cobra.Command {
	var list, serve bool
	var save string
	var color colorMode
	var listen listenFlags
	cmd := &cobra.Command{
		Use:   "demo [NAME]",
		Short: "Read an invented dispatch that comes with the program",
		Long: `Read one of the articles that come with the program, all about invented people
and places, and print who said what. Without a name the agency dispatch is read;
"all" reads every one of them.

--save writes the articles of eight invented events, each told by several outlets,
as JSON Lines into a directory, to try trace, verify, compare, events and framing.
--serve puts them and all others into a ledger of their own and opens it in a
browser, as "hearsay serve" does; it is gone when the program ends.`,
		Example: `  hearsay demo
  hearsay demo court-report
  hearsay demo --list
  hearsay demo --serve
  hearsay demo --save news/ && hearsay trace "the wall is damaged" news/`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return sampleNames(args), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case save != "":
				return saveEvents(std, save)
			case serve:
				return serveSamples(cmd.Context(), std, listen)
			}
			all, err := samples.All()
			if err != nil {
				return err
			}
			if list {
				return listSamples(std, all)
			}
			name := "agency-relay"
			if len(args) > 0 {
				name = args[0]
			}
			return readSamples(std, all, name, color)
		},
	}
	cmd.Flags().BoolVarP(&list, "list", "l", false, "list the names of the articles")
	cmd.Flags().StringVar(&save, "save", "", "write the articles of the invented events into this directory")
	cmd.Flags().BoolVar(&serve, "serve", false, "open all articles in a browser")
	listen.add(cmd)
	addColor(cmd, &color, "colour: auto, always or never")
	return cmd
}

// sampleNames completes the argument of the command.
func sampleNames(args []string) []cobra.Completion {
	if len(args) > 0 {
		return nil
	}
	all, err := samples.All()
	if err != nil {
		return nil
	}
	names := []cobra.Completion{cobra.CompletionWithDesc("all", "every one of them")}
	for _, s := range all {
		about, _, _ := strings.Cut(s.About, "\n")
		names = append(names, cobra.CompletionWithDesc(s.Name, about))
	}
	return names
}

func listSamples(std stdio, all []samples.Sample) error {
	for _, s := range all {
		about, _, _ := strings.Cut(s.About, "\n")
		if _, err := fmt.Fprintf(std.out, "%-18s %s\n", s.Name, about); err != nil {
			return err
		}
	}
	return nil
}

// readSamples prints the account of the sample that has the name, or of all.
func readSamples(std stdio, all []samples.Sample, name string, color colorMode) error {
	options := textOptions(std, color)
	found := false
	for _, s := range all {
		if s.Name != name && name != "all" {
			continue
		}
		article := hearsay.NewArticle(s.Text)
		article.File = s.Name
		reading, err := hearsay.Read(article)
		if err != nil {
			return fmt.Errorf("read sample %s: %w", s.Name, err)
		}
		var account []byte
		if found {
			account = append(account, '\n')
		}
		found = true
		if _, err := std.out.Write(export.AppendText(account, reading, options)); err != nil {
			return err
		}
	}
	if !found {
		return usageError{fmt.Errorf("no sample is called %q; hearsay demo --list names them", name)}
	}
	return nil
}

// eventArticle is a line of what --save writes, with the fields that hearsay reads
// by their usual names.
type eventArticle struct {
	URL    string `json:"url"`
	Date   string `json:"date"`
	Outlet string `json:"outlet"`
	Text   string `json:"text"`
}

// saveEvents writes a file for each event.
func saveEvents(std stdio, dir string) error {
	events, err := samples.Events()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	articles := 0
	for _, e := range events {
		var lines bytes.Buffer
		to := json.NewEncoder(&lines)
		to.SetEscapeHTML(false)
		for _, a := range e.Articles {
			if err := to.Encode(eventArticle{a.URL, a.Published, a.Outlet, a.Text}); err != nil {
				return err
			}
			articles++
		}
		if err := replaceFile(filepath.Join(dir, e.Name+".jsonl"), lines.Bytes()); err != nil {
			return err
		}
	}
	std.complain(fmt.Sprintf("%d articles on %d events are in %s", articles, len(events), dir))
	return nil
}
