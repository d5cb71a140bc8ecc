package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every flag can be set in three places, the strongest last: the config file,
// the environment, the command line. The file is TOML, and a key is the name of
// a flag. Keys at its top are for all commands that have the flag, those in the
// table of a command for that one and those below it:
//
//	min-score = 0.5
//
//	[read]
//	format = "jsonl"
//
// In the environment the same are HEARSAY_MIN_SCORE and HEARSAY_READ_FORMAT. Of
// one place the particular is stronger than the general. The file is
// $XDG_CONFIG_HOME/hearsay/config.toml unless --config or HEARSAY_CONFIG says
// otherwise. What was set so does not count as given on the command line: a
// flag that excludes another may still be given.

// maxConfig bounds the config file, in bytes.
const maxConfig = 64 << 10

// noSettings marks, as an annotation, commands that run even if the settings are
// wrong.
const noSettings = "no settings"

// setting is a value that the file or the environment gives to a flag.
type setting struct {
	command string   // path below the program, "speakers merge"; empty for all commands
	flag    string   // its name
	values  []string // one, or those of a list
	origin  string   // "config.toml:3" or "HEARSAY_READ_FORMAT"
}

// settings are what the config file and the environment say.
type settings struct {
	path    string    // of the config file; empty if there can be none
	present bool      // there is one
	given   []setting // the strongest last
	unknown []string  // variables HEARSAY_… that stand for no flag
}

// loadSettings reads the settings. config is the file the user named, if any;
// root has all commands, whose flags it may change: it is not the one that runs.
// Everything that is wrong is in the error, with its line.
func loadSettings(root *cobra.Command, config string, environ []string) (*settings, error) {
	s := &settings{}
	if config == "" {
		config = variable(environ, envPrefix+"CONFIG")
	}
	s.path = config
	if dir, err := os.UserConfigDir(); config == "" && err == nil {
		s.path = filepath.Join(dir, "hearsay", "config.toml")
	}
	data, err := readConfig(s.path)
	if err == nil {
		s.present = true
		s.given, err = parseConfig(root, s.path, data)
	} else if errors.Is(err, fs.ErrNotExist) && config == "" {
		err = nil
	}
	s.fromEnvironment(root, environ)
	if err = errors.Join(append(mistakes(err), s.check(root)...)...); err != nil {
		return s, usageError{err}
	}
	return s, nil
}

func readConfig(path string) ([]byte, error) {
	if path == "" {
		return nil, fs.ErrNotExist
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("config file: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxConfig+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("config file: %w", err)
	case len(data) > maxConfig:
		return nil, fmt.Errorf("config file: %s has more than %d bytes", path, maxConfig)
	}
	return data, nil
}

const envPrefix = "HEARSAY_"

func variable(environ []string, name string) string {
	for _, entry := range environ {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// envName returns the variable for a flag of a command.
func envName(command, flag string) string {
	name := strings.TrimSpace(command + " " + flag)
	return envPrefix + strings.ToUpper(strings.NewReplacer("-", "_", " ", "_").Replace(name))
}

// fromEnvironment adds what the environment sets.
func (s *settings) fromEnvironment(root *cobra.Command, environ []string) {
	names := map[string]setting{}
	for _, cmd := range commandsBelow(root) {
		for _, flag := range flagNames(cmd) {
			names[envName(pathOf(cmd), flag)] = setting{command: pathOf(cmd), flag: flag}
		}
	}
	var found []setting
	for _, entry := range slices.Sorted(slices.Values(environ)) {
		name, value, _ := strings.Cut(entry, "=")
		given, known := names[name]
		switch {
		case known:
			given.values, given.origin = []string{value}, name
			found = append(found, given)
		case strings.HasPrefix(name, envPrefix) && name != envPrefix+"CONFIG":
			s.unknown = append(s.unknown, name)
		}
	}
	s.given = append(s.given, byStrength(found)...)
}

// byStrength sorts settings from the general to the particular.
func byStrength(given []setting) []setting {
	slices.SortStableFunc(given, func(a, b setting) int {
		return len(strings.Fields(a.command)) - len(strings.Fields(b.command))
	})
	return given
}

// check tries every value on the flags of root and returns what is wrong.
func (s *settings) check(root *cobra.Command) (problems []error) {
	for _, g := range s.given {
		for _, cmd := range commandsBelow(commandAt(root, strings.Fields(g.command))) {
			if flag := flagOf(cmd, g.flag); flag != nil {
				if err := g.set(flag); err != nil {
					problems = append(problems, err)
				}
				break
			}
		}
	}
	return problems
}

// apply sets the flags of a command that the command line has not set, and
// returns where each of these values comes from, by the name of the flag.
func (s *settings) apply(cmd *cobra.Command) (origins map[string]string, err error) {
	origins = map[string]string{}
	path := pathOf(cmd) + " "
	for _, g := range s.given {
		flag := flagOf(cmd, g.flag)
		if flag == nil || flag.Changed || g.command != "" && !strings.HasPrefix(path, g.command+" ") {
			continue
		}
		if err := g.set(flag); err != nil {
			return nil, usageError{err}
		}
		origins[g.flag] = g.origin
	}
	return origins, nil
}

// set gives the value to the flag.
func (g *setting) set(flag *pflag.Flag) (err error) {
	list, isList := flag.Value.(pflag.SliceValue)
	switch {
	case isList && len(g.values) != 1:
		err = list.Replace(g.values)
	case isList:
		err = list.Replace(strings.Split(g.values[0], ","))
	case len(g.values) != 1:
		err = errors.New("one value is wanted, not a list")
	default:
		err = flag.Value.Set(g.values[0])
	}
	if number := (*strconv.NumError)(nil); errors.As(err, &number) {
		err = number.Err
	}
	if err != nil {
		return fmt.Errorf("%s: %s = %q: %w", g.origin, g.flag, strings.Join(g.values, ", "), err)
	}
	return nil
}
