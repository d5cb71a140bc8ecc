package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"hearsay/internal/export"
)

// colorMode is the value of --color. It is a pflag.Value.
type colorMode string

const (
	colorAuto   colorMode = "auto"
	colorAlways colorMode = "always"
	colorNever  colorMode = "never"
)

// String returns the mode; the empty mode is auto.
func (m *colorMode) String() string {
	if *m == "" {
		return string(colorAuto)
	}
	return string(*m)
}

// Set sets the mode from a flag.
func (m *colorMode) Set(s string) error {
	switch colorMode(s) {
	case colorAuto, colorAlways, colorNever:
		*m = colorMode(s)
		return nil
	}
	return fmt.Errorf("it is auto, always or never")
}

// Type names the kind of value in help texts.
func (m *colorMode) Type() string { return "WHEN" }

// addColor adds the flag --color to a command.
func addColor(cmd *cobra.Command, mode *colorMode, usage string) {
	cmd.Flags().Var(mode, "color", usage)
	complete(cmd, "color", []choice{
		{string(colorAuto), "on a terminal, unless NO_COLOR is set"}, {string(colorAlways), ""}, {string(colorNever), ""},
	})
}

// enabled reports whether output to f is coloured. See no-color.org for NO_COLOR.
func (m colorMode) enabled(f *os.File) bool {
	switch m {
	case colorAlways:
		return true
	case colorNever:
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(f)
}

// textOptions fits the account to where it is shown.
func textOptions(std stdio, color colorMode) export.TextOptions {
	return export.TextOptions{Width: terminalWidth(std.out), Color: color.enabled(std.out)}
}

// terminalWidth returns the columns of the terminal f, else what COLUMNS says,
// else 0.
func terminalWidth(f *os.File) int {
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		return width
	}
	width, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || width < 0 {
		return 0
	}
	return width
}
