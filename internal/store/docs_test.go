package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	docHeading = regexp.MustCompile("^### `(\\w+)`$")
	docColumn  = regexp.MustCompile("`(\\w+)`(?: of `(\\w+)`)?")
)

// TestSchemaIsDocumented compares docs/ledger.md with the schema: every table, view and
// column is there, and none that is not in the schema.
func TestSchemaIsDocumented(t *testing.T) {
	data, err := os.ReadFile("../../docs/ledger.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	table := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if m := docHeading.FindStringSubmatch(line); m != nil {
			table = m[1]
			documented[table] = true
		} else if strings.HasPrefix(line, "#") {
			table = ""
		}
		cells := strings.Split(line, "|")
		if len(cells) < 3 || !strings.HasPrefix(line, "|") {
			continue
		}
		for _, m := range docColumn.FindAllStringSubmatch(cells[1], -1) {
			of := table
			if m[2] != "" {
				of = m[2]
				documented[of] = true
			}
			if of != "" {
				documented[of+"."+m[1]] = true
			}
		}
	}
	schema := map[string]bool{}
	l := openTest(t, filepath.Join(t.TempDir(), "ledger.db"))
	var tables []string
	rows, err := l.db.reader().Query("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' AND name NOT GLOB '*_fts_*'")
	if err := eachRow(rows, err, func(rows *sql.Rows) error {
		tables = append(tables, "")
		return rows.Scan(&tables[len(tables)-1])
	}); err != nil {
		t.Fatal(err)
	}
	for _, name := range tables {
		schema[name] = true
		rows, err := l.db.reader().QueryContext(context.Background(), fmt.Sprintf("SELECT name FROM pragma_table_info('%s')", name))
		if err := eachRow(rows, err, func(rows *sql.Rows) error {
			var column string
			err := rows.Scan(&column)
			schema[name+"."+column] = true
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	var missing, extra []string
	for name := range schema {
		if !documented[name] {
			missing = append(missing, name)
		}
	}
	for name := range documented {
		if !schema[name] {
			extra = append(extra, name)
		}
	}
	slices.Sort(missing)
	slices.Sort(extra)
	if len(missing)+len(extra) > 0 {
		t.Errorf("docs/ledger.md does not tell of %v, and tells of %v, which are not there", missing, extra)
	}
}

// TestSchemasAgree: a server has the tables, views and columns that a file has.
func TestSchemasAgree(t *testing.T) {
	columns := func(l *Ledger, query string) map[string]bool {
		all := map[string]bool{}
		rows, err := l.db.reader().Query(query)
		if err := eachRow(rows, err, func(rows *sql.Rows) error {
			var table, column string
			err := rows.Scan(&table, &column)
			all[table+"."+column] = true
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	file := columns(openTest(t, filepath.Join(t.TempDir(), "ledger.db")),
		"SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '%_fts%'")
	server := columns(openTest(t, newSchema(t)),
		"SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE '%_fts'")
	for name := range file {
		if !server[name] {
			t.Errorf("a server has no %s", name)
		}
	}
	for name := range server {
		if !file[name] {
			t.Errorf("a file has no %s", name)
		}
	}
	if len(file) < 100 {
		t.Errorf("only %d columns were looked at", len(file))
	}
}
