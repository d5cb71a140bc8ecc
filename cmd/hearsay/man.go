package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hearsay"
)

func manCommand(std stdio) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIRECTORY",
		Short: "Write the manual pages",
		Long: `Write a manual page (troff, section 1) for the program and for each of its
commands into a directory, which is made if it is not there.`,
		Example:     "  hearsay man ~/.local/share/man/man1\n  hearsay man . && man ./hearsay-read.1",
		Args:        usageArgs(cobra.ExactArgs(1)),
		Annotations: map[string]string{noSettings: "it has none"},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return err
			}
			root := rootCommand(std)
			root.InitDefaultCompletionCmd()
			for _, cmd := range withCompletion(root) {
				if err := replaceFile(filepath.Join(args[0], pageName(cmd)+".1"), manPage(cmd)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// withCompletion returns all commands that have a page.
func withCompletion(root *cobra.Command) []*cobra.Command {
	all := commandsBelow(root)
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			all = append(all, cmd)
			all = append(all, cmd.Commands()...)
		}
	}
	return all
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage writes what the help of a command says in the man macros. Text that is
// indented there is a table or an example and keeps its lines. cobra's own
// generator takes the help for Markdown and would join them.
func manPage(cmd *cobra.Command) []byte {
	var p roff
	name := pageName(cmd)
	p.line(".TH " + roffQuoted(strings.ToUpper(name)) + ` 1 "" ` + roffQuoted("Hearsay "+hearsay.Version) + ` "Hearsay Manual"`)
	p.line(".SH NAME")
	p.text(name + " - " + cmd.Short)
	p.line(".SH SYNOPSIS")
	p.synopsis(cmd)
	p.line(".SH DESCRIPTION")
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	p.prose(about)
	p.flags("OPTIONS", cmd.LocalNonPersistentFlags())
	p.flags("OPTIONS OF THE COMMANDS BELOW AS WELL", cmd.PersistentFlags())
	p.flags("OPTIONS OF ALL COMMANDS", cmd.InheritedFlags())
	if cmd.Example != "" {
		p.line(".SH EXAMPLES")
		p.verbatim(strings.Split(cmd.Example, "\n"))
	}
	p.related(cmd)
	return p.dst
}

// roff is a page that is being written.
type roff struct{ dst []byte }

// line writes a line that is roff already.
func (p *roff) line(s string) { p.dst = append(append(p.dst, s...), '\n') }

// text writes a line as it is.
func (p *roff) text(s string) { p.line(roffText(s)) }

func (p *roff) synopsis(cmd *cobra.Command) {
	if cmd.Runnable() {
		path, _, _ := strings.Cut(cmd.UseLine(), cmd.Name())
		p.line(".B " + roffText(path+cmd.Name()))
		p.text(strings.TrimSpace(strings.TrimPrefix(cmd.UseLine(), path+cmd.Name())))
	}
	if cmd.HasAvailableSubCommands() {
		if cmd.Runnable() {
			p.line(".br")
		}
		p.line(".B " + roffText(cmd.CommandPath()))
		p.text("COMMAND [flags]")
	}
}

// prose writes paragraphs, which empty lines part, and indented lines as they
// are.
func (p *roff) prose(s string) {
	lines := strings.Split(s, "\n")
	for len(lines) > 0 {
		n := slices.IndexFunc(lines, func(l string) bool { return l == "" || l[0] == ' ' })
		switch {
		case n < 0:
			n = len(lines)
		case n == 0 && lines[0] == "":
			p.line(".PP")
			lines = lines[1:]
			continue
		case n == 0:
			n = slices.IndexFunc(lines, func(l string) bool { return l == "" || l[0] != ' ' })
			if n < 0 {
				n = len(lines)
			}
			p.verbatim(lines[:n])
			lines = lines[n:]
			continue
		}
		for _, l := range lines[:n] {
			p.text(l)
		}
		lines = lines[n:]
	}
}

func (p *roff) verbatim(lines []string) {
	p.line(".PP")
	p.line(".nf")
	for _, l := range lines {
		p.text(l)
	}
	p.line(".fi")
	p.line(".PP")
}

func (p *roff) flags(heading string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	p.line(".SH " + roffQuoted(heading))
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		names := `\fB` + roffText("--"+f.Name) + `\fR`
		if f.Shorthand != "" {
			names = `\fB` + roffText("-"+f.Shorthand) + `\fR, ` + names
		}
		value, usage := pflag.UnquoteUsage(f)
		if value != "" {
			names += ` \fI` + roffText(value) + `\fR`
		}
		p.line(".TP")
		p.line(names)
		if d := f.DefValue; d != "" && d != "false" && d != "[]" && d != "0" {
			usage += fmt.Sprintf(" (default %s)", d)
		}
		p.text(usage)
	})
}

// related lists the commands below and leads to the page above.
func (p *roff) related(cmd *cobra.Command) {
	if cmd.HasAvailableSubCommands() {
		p.line(".SH COMMANDS")
	}
	for _, child := range cmd.Commands() {
		if child.IsAvailableCommand() && child.Name() != "help" {
			p.line(".TP")
			p.line(`\fB` + roffText(pageName(child)) + `\fR(1)`)
			p.text(child.Short)
		}
	}
	if cmd.HasParent() {
		p.line(`.SH "SEE ALSO"`)
		p.line(`\fB` + roffText(pageName(cmd.Parent())) + `\fR(1)`)
	}
}

// roffText escapes what roff would act on: backslashes, a control character at
// the beginning of a line, and hyphens, which have to stay what people type.
func roffText(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}

func roffQuoted(s string) string { return `"` + strings.ReplaceAll(roffText(s), `"`, `\(dq`) + `"` }
