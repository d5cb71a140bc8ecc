package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"github.com/spf13/cobra"
)

// parseConfig reads a config file. Tables and keys have to be names of commands
// and flags below root.
func parseConfig(root *cobra.Command, path string, data []byte) ([]setting, error) {
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			row, _ := at.Position()
			return nil, fmt.Errorf("%s:%d: %s", path, row, strings.TrimPrefix(err.Error(), "toml: "))
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	p := configParser{root: root, path: path}
	p.parser.Reset(data)
	var table []string
	for p.parser.NextExpression() {
		switch node := p.parser.Expression(); node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = p.table(node)
		case unstable.KeyValue:
			p.keyValue(table, node)
		}
	}
	return byStrength(p.found), errors.Join(p.problems...)
}

// configParser goes through a file that is known to be TOML, because only there
// lines are known.
type configParser struct {
	parser   unstable.Parser
	root     *cobra.Command
	path     string
	found    []setting
	problems []error
}

// table returns the path of the command that a table is for.
func (p *configParser) table(node *unstable.Node) []string {
	path, line := p.key(node.Key())
	p.command(path, line)
	if node.Kind == unstable.ArrayTable {
		p.problem(line, "[[%s]] should be [%s]", strings.Join(path, "."), strings.Join(path, "."))
	}
	return path
}

// command complains if there is no command at a path.
func (p *configParser) command(path []string, line int) {
	if commandAt(p.root, path) == nil {
		var all []string
		for _, cmd := range commandsBelow(p.root)[1:] {
			all = append(all, strings.ReplaceAll(pathOf(cmd), " ", "."))
		}
		name := strings.Join(path, ".")
		p.problem(line, "no command is called %s%s", name, didYouMean(name, all))
	}
}

// key returns the parts of a key and its line.
func (p *configParser) key(parts unstable.Iterator) (path []string, line int) {
	for parts.Next() {
		if path == nil {
			line = p.parser.Shape(parts.Node().Raw).Start.Line
		}
		path = append(path, string(parts.Node().Data))
	}
	return path, line
}

// keyValue reads one line of a table.
func (p *configParser) keyValue(table []string, node *unstable.Node) {
	key, line := p.key(node.Key())
	path := slices.Concat(table, key)
	if node.Value().Kind == unstable.InlineTable {
		p.command(path, line)
		for it := node.Value().Children(); it.Next(); {
			p.keyValue(path, it.Node())
		}
		return
	}
	path, name := path[:len(path)-1], path[len(path)-1]
	if len(key) > 1 {
		p.command(path, line)
	}
	cmd := commandAt(p.root, path)
	if cmd == nil {
		return // which has been said
	}
	values, err := scalars(node.Value())
	switch known := flagNames(cmd); {
	case !slices.Contains(known, name):
		of := ""
		if len(path) > 0 {
			of = " in [" + strings.Join(path, ".") + "]"
		}
		p.problem(line, "unknown key %s%s%s", name, of, didYouMean(name, known))
	case err != nil:
		p.problem(line, "%s: %v", name, err)
	default:
		p.found = append(p.found, setting{
			command: strings.Join(path, " "), flag: name, values: values, origin: fmt.Sprintf("%s:%d", p.path, line),
		})
	}
}

func (p *configParser) problem(line int, format string, args ...any) {
	p.problems = append(p.problems, fmt.Errorf("%s:%d: %s", p.path, line, fmt.Sprintf(format, args...)))
}

// scalars returns a value as the command line would give it, or those of a list.
func scalars(node *unstable.Node) ([]string, error) {
	switch node.Kind {
	case unstable.Array:
		values := []string{}
		for it := node.Children(); it.Next(); {
			if it.Node().Kind == unstable.Array {
				return nil, errors.New("a list of lists is no value")
			}
			value, err := scalars(it.Node())
			if err != nil {
				return nil, err
			}
			values = append(values, value...)
		}
		return values, nil
	case unstable.InlineTable:
		return nil, errors.New("a table is no value")
	case unstable.Integer, unstable.Float:
		return []string{strings.ReplaceAll(string(node.Data), "_", "")}, nil
	}
	return []string{string(node.Data)}, nil
}
