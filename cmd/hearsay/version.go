package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/store"
)

// buildInfo is what "hearsay version --json" prints.
type buildInfo struct {
	Version  string `json:"version"`
	Engine   string `json:"engine"`  // version and hash of the model, as in every reading
	Lexicon  string `json:"lexicon"` // version and hash of the lexicon of cues
	SQLite   string `json:"sqlite"`
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	Revision string `json:"revision,omitempty"`
}

func versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:         "version",
		Short:       "Print the version of the program and of its model",
		Args:        usageArgs(cobra.NoArgs),
		Annotations: map[string]string{noSettings: "it has none"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			info, err := thisBuild()
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(info)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "hearsay %s (engine %s, %s %s/%s)\n",
				info.Version, info.Engine, info.Go, info.OS, info.Arch)
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func thisBuild() (buildInfo, error) {
	reader, err := hearsay.NewReader()
	if err != nil {
		return buildInfo{}, err
	}
	return buildInfo{
		Version: hearsay.Version, Engine: reader.Engine(), Lexicon: hearsay.LexiconVersion(), SQLite: store.SQLiteVersion,
		Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, Revision: revision(),
	}, nil
}

// revision returns the commit the program was built from, if the build knows.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
