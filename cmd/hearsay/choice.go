package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hearsay/internal/export"
)

// choice is a value that a flag can have.
type choice struct{ name, about string }

// readingFormats are the formats of whole readings.
func readingFormats() []choice {
	return []choice{
		{formatText, "an account for people; the default on a terminal"},
		{formatJSONL, "JSON Lines, one object an article (" + export.Schema + "); the default elsewhere"},
		{formatBrat, "NAME.txt and NAME.ann in the directory that --output names"},
	}
}

// rowFormats are the formats of attributions.
func rowFormats() []choice {
	var choices []choice
	for _, f := range export.Formats() {
		choices = append(choices, choice{f.Name, f.About})
	}
	return choices
}

// formatTable lists choices for a help text, one a line.
func formatTable(choices []choice) string {
	var b strings.Builder
	for _, c := range choices {
		fmt.Fprintf(&b, "  %-13s %s\n", c.name, c.about)
	}
	return b.String()
}

// alternatives lists the names of choices: "text, jsonl or brat".
func alternatives(choices []choice) string {
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = c.name
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// complete lets the shell complete the values of a flag.
func complete(cmd *cobra.Command, flag string, choices []choice) {
	values := make([]cobra.Completion, len(choices))
	for i, c := range choices {
		values[i] = cobra.CompletionWithDesc(c.name, c.about)
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // no such flag, or one that has choices already
	}
}
