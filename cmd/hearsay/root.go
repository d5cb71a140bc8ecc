package main

import (
	"context"
	"fmt"
	"os"
	"strings"

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
false, and nothing leaves this machine but requests for what you name by its
address.

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
	root.PersistentFlags().String("config", "", "config file (default: hearsay/config.toml in the directory of the user's settings)")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return applySettings(cmd, std) }
	addGroup(root, "Read:", demoCommand(std), readCommand(std), evalCommand(std))
	addGroup(root, "Keep and find:", addCommand(std), watchCommand(std), queueCommand(std), searchCommand(std), exportCommand(std), copyCommand(std), speakersCommand(std), correctCommand(std), rereadCommand(std))
	addGroup(root, "Trace and compare:", traceCommand(std), verifyCommand(std), compareCommand(std), eventsCommand(std), framingCommand(std))
	addGroup(root, "Serve:", serveCommand(std), mcpCommand(std), workerCommand(std))
	addGroup(root, "Look after it:", configCommand(std), doctorCommand(std), manCommand(std), versionCommand())
	root.SetHelpCommandGroupID(root.Groups()[4].ID)
	root.SetCompletionCommandGroupID(root.Groups()[4].ID)
	return root
}

// addGroup adds commands that the help shows together under a title.
func addGroup(root *cobra.Command, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: title, Title: title})
	for _, c := range commands {
		c.GroupID = title
	}
	root.AddCommand(commands...)
}

// applySettings sets the flags that the command line has not set, as the config
// file and the environment say.
func applySettings(cmd *cobra.Command, std stdio) error {
	if cmd.Annotations[noSettings] != "" || commandAt(cmd.Root(), strings.Fields(pathOf(cmd))) != cmd {
		return nil
	}
	s, err := loadSettings(rootCommand(std), configFlag(cmd), os.Environ())
	if err != nil {
		return err
	}
	_, err = s.apply(cmd)
	return err
}

// configFlag returns what --config says.
func configFlag(cmd *cobra.Command) string { return cmd.Flag("config").Value.String() }

// usageArgs makes the error of an argument check one of usage.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
		}
		return nil
	}
}
