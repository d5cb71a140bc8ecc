package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"hearsay"
)

// stdio are the streams of a run. Data goes to out; everything else to err.
type stdio struct{ in, out, err *os.File }

// isTerminal reports whether f is a terminal.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// run runs the program with arguments that do not include its name.
func run(ctx context.Context, args []string, std stdio) error {
	root := rootCommand(std)
	root.SetArgs(args)
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	return root.ExecuteContext(ctx)
}

func rootCommand(std stdio) *cobra.Command {
	root := &cobra.Command{
		Use:   "hearsay",
		Short: "Read news and say who said what, according to whom",
		Long: `Hearsay reads news and answers one question: who said what, according to whom.
Every answer is tied to the exact words it came from. Nothing is judged true or
false, and nothing leaves this machine.

` + exitCodes,
		Version:       hearsay.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          usageArgs(cobra.NoArgs),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
	})
	root.AddCommand(readCommand(std), evalCommand(std), demoCommand(std), versionCommand())
	return root
}

// usageArgs makes the error of an argument check one of usage.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
		}
		return nil
	}
}
