package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func configCommand(std stdio) *cobra.Command {
	var changed, asJSON bool
	cmd := &cobra.Command{
		Use:   "config [COMMAND]...",
		Short: "Show the settings and where each comes from",
		Long: `Show the value that each flag has when it is not given on the command line, as
TOML that could be a config file, and where the value comes from: the default,
a line of the config file, or a variable of the environment. Passwords and
tokens are masked.

Settings are taken, the strongest last, from
  the config file   $XDG_CONFIG_HOME/hearsay/config.toml, usually
                    ~/.config/hearsay/config.toml; or --config FILE, HEARSAY_CONFIG
  the environment   HEARSAY_FLAG for all commands that have the flag,
                    HEARSAY_COMMAND_FLAG for one: HEARSAY_READ_MIN_SCORE=0.5
  the command line
In the file a key is the name of a flag: at the top for all commands that have
it, in the table of a command for that one. Keys that are no flags are errors.
  min-score = 0.5
  [read]
  format = "jsonl"`,
		Example: `  hearsay config
  hearsay config read --changed
  HEARSAY_COLOR=never hearsay config demo`,
		ValidArgsFunction: func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var paths []cobra.Completion
			for _, c := range commandsBelow(cmd.Root())[1:] {
				paths = append(paths, cobra.CompletionWithDesc(pathOf(c), c.Short))
			}
			return paths, cobra.ShellCompDirectiveNoFileComp
		},
		Annotations: map[string]string{noSettings: "it shows them itself"},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := rootCommand(std)
			loaded, err := loadSettings(rootCommand(std), configFlag(cmd), os.Environ())
			if err != nil {
				return err
			}
			shown, err := shownSettings(root, loaded, args, changed)
			if err != nil {
				return err
			}
			if asJSON {
				return writeSettingsJSON(std.out, shown)
			}
			return writeSettings(std.out, loaded, shown)
		},
	}
	cmd.Flags().BoolVar(&changed, "changed", false, "only what is not the default")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a setting")
	return cmd
}

// shownSetting is what "hearsay config" tells of one flag of one command.
type shownSetting struct {
	Command string `json:"command"`
	Key     string `json:"key"`
	Value   string `json:"value"`
	Origin  string `json:"origin"` // "default", "FILE:LINE" or a variable
	kind    string
}

// shownSettings returns the settings of the commands named, or of all.
func shownSettings(root *cobra.Command, s *settings, args []string, changed bool) ([]shownSetting, error) {
	commands := commandsBelow(root)[1:]
	if len(args) > 0 {
		cmd := commandAt(root, args)
		if cmd == nil || cmd == root {
			return nil, usageError{fmt.Errorf("no command is called %q (see hearsay --help)", strings.Join(args, " "))}
		}
		commands = commandsBelow(cmd)
	}
	var shown []shownSetting
	for _, cmd := range commands {
		origins, err := s.apply(cmd)
		if err != nil {
			return nil, err
		}
		if !cmd.Runnable() {
			continue
		}
		for _, flag := range flagsOf(cmd) {
			origin := origins[flag.Name]
			if origin == "" {
				origin = "default"
			}
			if changed && origin == "default" {
				continue
			}
			shown = append(shown, shownSetting{pathOf(cmd), flag.Name, masked(flag), origin, flag.Value.Type()})
		}
	}
	return shown, nil
}

const mask = "********"

var (
	secretName   = regexp.MustCompile(`password|token|secret`)
	userPassword = regexp.MustCompile(`(://[^/@:]*):[^/@]*@`)
)

// masked returns the value of a flag without what is secret in it: all of a
// password, and the password in an address.
func masked(flag *pflag.Flag) string {
	value := flag.Value.String()
	if value != "" && secretName.MatchString(flag.Name) && flag.Value.Type() != "bool" {
		return mask
	}
	return userPassword.ReplaceAllString(value, "$1:"+mask+"@")
}

func writeSettingsJSON(out *os.File, shown []shownSetting) error {
	w := bufio.NewWriter(out)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i := range shown {
		if err := encoder.Encode(&shown[i]); err != nil {
			return err
		}
	}
	return w.Flush()
}

func writeSettings(out *os.File, s *settings, shown []shownSetting) error {
	w := bufio.NewWriter(out)
	state := ""
	if !s.present {
		state = " (not there)"
	}
	fmt.Fprintf(w, "# config file: %s%s\n", printable(s.path), state)
	for _, name := range s.unknown {
		fmt.Fprintf(w, "# %s is set but stands for no flag\n", printable(name))
	}
	command := ""
	for _, set := range shown {
		if set.Command != command {
			command = set.Command
			fmt.Fprintf(w, "\n[%s]\n", strings.ReplaceAll(command, " ", "."))
		}
		line := set.Key + " = " + tomlValue(set.kind, set.Value)
		fmt.Fprintf(w, "%-31s # %s\n", line, printable(set.Origin))
	}
	return w.Flush()
}

// tomlValue writes the value of a flag of a type as TOML.
func tomlValue(kind, value string) string {
	switch {
	case strings.HasSuffix(kind, "Slice"), strings.HasSuffix(kind, "Array"):
		inner := strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
		if inner == "" {
			return "[]"
		}
		parts := strings.Split(inner, ",")
		for i := range parts {
			parts[i] = tomlValue("string", strings.Trim(parts[i], `"`))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case kind == "bool", strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"), strings.HasPrefix(kind, "float"), kind == "count":
		return value
	}
	return quotedTOML(value)
}

// quotedTOML writes a basic string.
func quotedTOML(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || 0x7f <= r && r < 0xa0:
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
