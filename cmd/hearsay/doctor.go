package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/samples"
	"hearsay/internal/store"
)

func doctorCommand(std stdio) *cobra.Command {
	var asJSON, thorough bool
	var color colorMode
	var db string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check that everything is as it should be",
		Long: `Check the program, the settings, the ledger and the terminal, and say what to do
about what is not as it should be. Nothing is changed. A ledger is checked as
a whole, which takes a while if it is large.

Exit codes:
  0  all is well; what is only worth a note counts as well
  1  something is wrong`,
		Args:        usageArgs(cobra.NoArgs),
		Annotations: map[string]string{noSettings: "it checks them"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			findings := diagnose(cmd, std, db, thorough, color)
			write := writeFindings
			if asJSON {
				write = writeFindingsJSON
			}
			if err := write(std, findings, color); err != nil {
				return err
			}
			wrong := 0
			for _, f := range findings {
				if f.State == stateWrong {
					wrong++
				}
			}
			if wrong > 0 {
				return fmt.Errorf("%d of %d checks found something wrong", wrong, len(findings))
			}
			return nil
		},
	}
	addLedger(cmd, &db)
	cmd.Flags().BoolVar(&thorough, "thorough", false, "check every index of the ledger against its table as well")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a check")
	addColor(cmd, &color, "colour: auto, always or never")
	return cmd
}

// The states of a finding.
const (
	stateOK    = "ok"
	stateNote  = "note"  // worth knowing
	stateWrong = "wrong" // something will not work
)

// finding is what came of one check.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"`
	Detail string `json:"detail"`
	Next   string `json:"next,omitempty"` // what to do about it
}

// diagnose makes all checks, in the order in which they are told.
func diagnose(cmd *cobra.Command, std stdio, db string, thorough bool, color colorMode) []finding {
	return []finding{
		checkProgram(),
		checkEngine(),
		checkSettings(std, configFlag(cmd), os.Environ()),
		checkLedger(cmd.Context(), ledgerSetting(cmd, std, db), thorough),
		checkTerminal(std.out, color),
		checkLocale(os.Environ()),
		checkClock(time.Now()),
	}
}

func checkProgram() finding {
	f := finding{Check: "program", State: stateOK}
	info, err := thisBuild()
	if err != nil {
		return finding{f.Check, stateWrong, err.Error(), "install the program again"}
	}
	f.Detail = fmt.Sprintf("hearsay %s, %s %s/%s", info.Version, info.Go, info.OS, info.Arch)
	if info.Revision != "" {
		f.Detail += ", built from " + info.Revision[:min(12, len(info.Revision))]
	}
	return f
}

// checkEngine reads the articles that come with the program, so that a damaged
// model shows.
func checkEngine() finding {
	f := finding{Check: "engine", State: stateWrong, Next: "install the program again"}
	reader, err := hearsay.NewReader()
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	all, err := samples.All()
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	found := 0
	for _, s := range all {
		reading, err := reader.Read(hearsay.NewArticle(s.Text))
		if err != nil || len(reading.Attributions) == 0 {
			f.Detail = fmt.Sprintf("%s finds nothing in the sample %s (%v)", reader.Engine(), s.Name, err)
			return f
		}
		found += len(reading.Attributions)
	}
	return finding{f.Check, stateOK, fmt.Sprintf("%s, lexicon of cues %s; finds %d attributions in %d samples",
		reader.Engine(), hearsay.LexiconVersion(), found, len(all)), ""}
}

func checkSettings(std stdio, config string, environ []string) finding {
	f := finding{Check: "settings", State: stateOK}
	s, err := loadSettings(rootCommand(std), config, environ)
	switch {
	case err != nil:
		var all []string
		for _, mistake := range mistakes(err.(usageError).error) {
			all = append(all, mistake.Error())
		}
		return finding{f.Check, stateWrong, strings.Join(all, "\n"), "mend what is named; hearsay config --help tells about settings"}
	case len(s.unknown) > 0:
		f.State, f.Next = stateNote, "they are passed over; hearsay config --help tells which there are"
		f.Detail = "variables that stand for no flag: " + strings.Join(s.unknown, ", ")
	case s.path == "":
		f.Detail = "no config file, for no home directory is known"
	case !s.present:
		f.Detail = "no config file; it would be " + s.path
	default:
		f.Detail = s.path
	}
	if n := len(s.given); n > 0 && f.State == stateOK {
		f.Detail += fmt.Sprintf("; %s set (hearsay config --changed)", counted(int64(n), "flag is", "flags are"))
	}
	return f
}

// ledgerSetting returns the ledger that other commands use: the one named, else
// the one that the settings say, if they are right.
func ledgerSetting(cmd *cobra.Command, std stdio, db string) string {
	if db != "" {
		return db
	}
	root := rootCommand(std)
	s, err := loadSettings(rootCommand(std), configFlag(cmd), os.Environ())
	if err != nil {
		return ""
	}
	search := commandAt(root, []string{"search"})
	if _, err := s.apply(search); err != nil {
		return ""
	}
	return search.Flag("db").Value.String()
}

// checkLedger opens the ledger and looks for damage.
func checkLedger(ctx context.Context, db string, thorough bool) finding {
	f := finding{Check: "ledger", State: stateOK}
	ledger, path, err := openLedger(ctx, db, store.Options{ReadOnly: true})
	if errors.Is(err, store.ErrNoLedger) {
		f.Detail = "there is none yet; it would be " + path
		return f
	}
	if usage := (usageError{}); errors.As(err, &usage) {
		return finding{f.Check, stateNote, err.Error(), ""}
	}
	if err != nil {
		return finding{f.Check, stateWrong, err.Error(), ""}
	}
	defer ledger.Close()
	h, err := ledger.Check(ctx, thorough)
	switch {
	case err != nil:
		return finding{f.Check, stateWrong, err.Error(), ""}
	case len(h.Problems) > 0:
		return finding{f.Check, stateWrong, path + " is damaged:\n" + strings.Join(h.Problems, "\n"),
			"keep a copy of it as it is, and go back to one that is whole; hearsay export writes what can be read"}
	}
	f.Detail = fmt.Sprintf("%s: %s in %s, schema %d, %s", path, counted(h.Attributions, "attribution", "attributions"),
		counted(h.Articles, "article", "articles"), h.Schema, h.Server)
	return f
}

func checkTerminal(out *os.File, color colorMode) finding {
	f := finding{Check: "terminal", State: stateOK}
	if !isTerminal(out) {
		f.Detail = "standard output is no terminal"
	} else {
		f.Detail = fmt.Sprintf("%d columns", terminalWidth(out))
	}
	if color.enabled(out) {
		f.Detail += ", in colour"
	} else if os.Getenv("NO_COLOR") != "" {
		f.Detail += ", without colour: NO_COLOR is set"
	} else {
		f.Detail += ", without colour"
	}
	return f
}

// checkLocale notes a locale in which a terminal may not show what is printed,
// always in UTF-8.
func checkLocale(environ []string) finding {
	f := finding{Check: "locale", State: stateOK}
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale = variable(environ, name); locale != "" {
			break
		}
	}
	upper := strings.ToUpper(locale)
	f.Detail = locale
	if locale == "" {
		f.Detail = "none is set"
	}
	if !strings.Contains(upper, "UTF-8") && !strings.Contains(upper, "UTF8") {
		f.State, f.Next = stateNote, "output is UTF-8 all the same; if quotation marks look wrong, set LANG=C.UTF-8"
	}
	return f
}

// checkClock holds a clock that was never set to be one: days of articles and
// "--since" depend on it.
func checkClock(now time.Time) finding {
	f := finding{Check: "clock", State: stateOK, Detail: now.Format(time.RFC3339)}
	if now.Year() < 2026 || now.Year() > 2100 {
		f.State, f.Next = stateWrong, "set the clock of the machine"
	}
	return f
}

// stateColors are SGR parameters for the states.
var stateColors = map[string]string{stateOK: "32", stateNote: "33", stateWrong: "1;31"}

// writeFindings writes a line for each check, with what to do below it.
func writeFindings(std stdio, findings []finding, color colorMode) error {
	w := bufio.NewWriter(std.out)
	const indent = "                 "
	for _, f := range findings {
		state := fmt.Sprintf("%-6s", f.State)
		if color.enabled(std.out) {
			state = "\x1b[" + stateColors[f.State] + "m" + state + "\x1b[0m"
		}
		fmt.Fprintf(w, "%s %-9s ", state, f.Check)
		for i, line := range strings.Split(f.Detail, "\n") {
			if i > 0 {
				w.WriteString(indent)
			}
			fmt.Fprintln(w, printable(line))
		}
		if f.Next != "" {
			fmt.Fprintln(w, indent+"→ "+printable(f.Next))
		}
	}
	return w.Flush()
}

func writeFindingsJSON(std stdio, findings []finding, _ colorMode) error {
	w := bufio.NewWriter(std.out)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i := range findings {
		if err := encoder.Encode(&findings[i]); err != nil {
			return err
		}
	}
	return w.Flush()
}
