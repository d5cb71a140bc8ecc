package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commandsBelow returns a command and all below it that people run, parents
// before children.
func commandsBelow(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, child := range cmd.Commands() {
		if child.IsAvailableCommand() && child.Name() != "help" && child.Name() != "completion" {
			all = append(all, commandsBelow(child)...)
		}
	}
	return all
}

// pathOf returns the names that lead to a command, without the program's:
// "speakers merge".
func pathOf(cmd *cobra.Command) string {
	_, path, _ := strings.Cut(cmd.CommandPath(), " ")
	return path
}

// commandAt returns the command at a path, or nil.
func commandAt(root *cobra.Command, path []string) *cobra.Command {
	for _, cmd := range commandsBelow(root) {
		if pathOf(cmd) == strings.Join(path, " ") {
			return cmd
		}
	}
	return nil
}

// flagNames returns the names of the flags of a command, of those it inherits, and
// of the commands below it, sorted.
func flagNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range commandsBelow(cmd) {
		for _, flag := range flagsOf(c) {
			names = append(names, flag.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// flagsOf returns the flags of a command that settings can set, with those it
// inherits, sorted by name.
func flagsOf(cmd *cobra.Command) []*pflag.Flag {
	if cmd.Annotations[noSettings] != "" {
		return nil
	}
	var flags []*pflag.Flag
	collect := func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" && f.Name != "version" && f.Name != "config" {
			flags = append(flags, f)
		}
	}
	cmd.LocalFlags().VisitAll(collect)
	cmd.InheritedFlags().VisitAll(collect)
	slices.SortFunc(flags, func(a, b *pflag.Flag) int { return strings.Compare(a.Name, b.Name) })
	return flags
}

// flagOf returns the flag of a command that has the name, or nil.
func flagOf(cmd *cobra.Command, name string) *pflag.Flag {
	for _, flag := range flagsOf(cmd) {
		if flag.Name == name {
			return flag
		}
	}
	return nil
}

// didYouMean proposes the name that is most like a wrong one: "; did you mean
// color?". It is empty if none is.
func didYouMean(wrong string, names []string) string {
	best, least := "", max(2, len(wrong)/3)+1
	for _, name := range names {
		d := edits(strings.ToLower(wrong), name)
		if len(wrong) > 2 && strings.HasPrefix(name, strings.ToLower(wrong)) {
			d = 1
		}
		if d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// edits returns how many bytes have to be put in, taken out or exchanged to make b
// of a (Levenshtein 1966).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
