// Command hearsay-dev is for those who work on Hearsay: it trains the models,
// measures them, and shows what they see. Nothing of it is in the product.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// command is one word of the command line.
type command struct {
	name, args, does string
	run              func(args []string, std streams) error
}

// streams are where a command reads and writes. Results go to out, progress and
// remarks to log.
type streams struct {
	in  io.Reader
	out io.Writer
	log io.Writer
}

func commands() []command {
	return []command{
		{"train", "", "train the models and write them to one file", runTrain},
		{"eval", "[TEXT_DIR GOLD_DIR]", "score the built-in models", runEval},
		{"errors", "[TEXT_DIR GOLD_DIR]", "list what was missed, spurious or different", runErrors},
		{"samples", "DIR", "compare readings of the project's own articles with their annotation", runSamples},
		{"calibrate", "[TEXT_DIR GOLD_DIR]", "say how often candidates of each score are right", runCalibrate},
		{"pages", "DIR", "score the text found on HTML pages against the truth", runPages},
		{"ledger", "[LEDGER]", "make up a ledger of any size, time searches of it", runLedger},
		{"warc", "", "write a web archive of invented pages, to measure with", runWARC},
		{"scale", "FILE", "measure what a page of an archive costs, stage by stage, and reckon what more of them do", runScale},
		{"tree", "FILE|-", "show the analysis of a text, one token a line", runTree},
		{"diff", "OLD NEW", "compare two sets of readings", runDiff},
		{"words", "", "count which words are common, for the comparison of statements", runWords},
	}
}

// errUsage says that the command line is wrong; what is wrong has been printed.
var errUsage = errors.New("usage")

func main() {
	out := bufio.NewWriter(os.Stdout)
	err := run(os.Args[1:], streams{os.Stdin, out, os.Stderr})
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	switch {
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "hearsay-dev:", err)
		os.Exit(1)
	}
}

func run(args []string, std streams) error {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				return c.run(args[1:], std)
			}
		}
		if args[0] != "help" && args[0] != "-h" && args[0] != "--help" {
			fmt.Fprintf(std.log, "hearsay-dev: there is no command %q\n", args[0])
		}
	}
	fmt.Fprintln(std.log, "usage: hearsay-dev COMMAND [FLAGS] [ARGUMENTS]")
	for _, c := range commands() {
		fmt.Fprintf(std.log, "  %-28s %s\n", c.name+" "+c.args, c.does)
	}
	fmt.Fprintln(std.log, "hearsay-dev COMMAND -h lists the flags of a command.")
	return errUsage
}

// parseFlags reads the flags of a command and returns its arguments, of which
// there have to be as many as one of counts says.
func parseFlags(flags *flag.FlagSet, args []string, std streams, counts ...int) ([]string, error) {
	flags.SetOutput(std.log)
	flags.Usage = func() {
		for _, c := range commands() {
			if c.name == flags.Name() {
				fmt.Fprintf(std.log, "usage: hearsay-dev %s [FLAGS] %s\n%s\n", c.name, c.args, c.does)
			}
		}
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return nil, errUsage
	}
	for _, n := range counts {
		if flags.NArg() == n {
			return flags.Args(), nil
		}
	}
	fmt.Fprintf(std.log, "hearsay-dev %s: wrong number of arguments: %d\n", flags.Name(), flags.NArg())
	flags.Usage()
	return nil, errUsage
}

// sharedFlag adds the flag for the folder of training and test data.
func sharedFlag(flags *flag.FlagSet) *string {
	return flags.String("shared", "../shared", "folder that holds data/, seed/ and tools/")
}
