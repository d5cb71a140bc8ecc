package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/samples"
)

func demoCommand(std stdio) *cobra.Command {
	var list bool
	var color colorMode
	cmd := &cobra.Command{
		Use:   "demo [NAME]",
		Short: "Read an invented dispatch that comes with the program",
		Long: `Read one of the articles that come with the program, all about invented people
and places, and print who said what. Without a name the agency dispatch is read;
"all" reads every one of them.`,
		Example: "  hearsay demo\n  hearsay demo court-report\n  hearsay demo --list",
		Args:    usageArgs(cobra.MaximumNArgs(1)),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return sampleNames(args), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
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
