package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
)

// A ledger is copied into an empty one table by table, with the numbers that rows have,
// in the order of their keys and some at a time: what is there already says how far a
// copy came that was cut off. Then the index is made of the tables, as each kind of
// database keeps its own. At last the rows of every table are counted and hashed on
// both sides. Until that is done a setting says that the copy is unfinished, and nobody
// else opens it.

// The settings of an unfinished copy: what it is a copy of, and the last article whose
// words are in the index.
const (
	unfinished  = "unfinished copy of"
	copyIndexed = "copy indexed up to"
)

// ErrDiffers says that a copy is not like what it was made of.
var ErrDiffers = errors.New("the copy is not like the ledger it was made of")

// copiedTable is a table that is copied.
type copiedTable struct {
	name  string
	key   []string
	later string // column that refers to rows of the same table, which are written when all are there
}

// copiedTables are all tables but the settings and the index, each after those that
// its rows refer to.
var copiedTables = []copiedTable{
	{"terms", []string{"id"}, ""},
	{"outlets", []string{"id"}, ""},
	{"articles", []string{"id"}, ""},
	{"appearances", []string{"id"}, ""},
	{"speakers", []string{"id"}, "same_as"},
	{"speaker_roles", []string{"speaker_id", "role", "organisation"}, ""},
	{"article_speakers", []string{"article_id", "number"}, ""},
	{"attributions", []string{"id"}, "via"},
	{"pieces", []string{"attribution_id", "role", "number"}, ""},
	{"own_voice", []string{"article_id"}, ""},
	{"scare_quotes", []string{"article_id", "span_start", "span_length"}, ""},
	{"speaker_changes", []string{"id"}, ""},
	{"speaker_facts", []string{"id"}, ""},
	{"corrections", []string{"id"}, ""},
	{"saved_searches", []string{"id"}, ""},
	{"alerts", []string{"id"}, ""},
	{"alert_hits", []string{"saved_id", "attribution_key"}, ""},
	{"feeds", []string{"id"}, ""},
}

// order returns the columns of the key, with commas between.
func (t *copiedTable) order() string { return strings.Join(t.key, ", ") }

// Copied is a table that was copied and found equal on both sides.
type Copied struct {
	Table string `json:"table"`
	Rows  int64  `json:"rows"`
	Hash  string `json:"sha256"` // of all rows
}

// How much is written in one transaction.
const (
	rowsAtOnce     = 5000
	bytesAtOnce    = 16 << 20
	articlesAtOnce = 100
)

// CopyInto copies the ledger, as it is now, into another, which is empty or an
// unfinished copy of the same. What was copied before is not copied again. The error
// is ErrDiffers if the ledger was changed between two runs that made the copy. told is
// called with what is being done and how much of it is done, of how much; of an index
// these are articles.
func (l *Ledger) CopyInto(ctx context.Context, to *Ledger, told func(table string, done, all int64)) (copied []Copied, err error) {
	if err := to.beginCopy(ctx, l); err != nil {
		return nil, err
	}
	err = l.read(ctx, func(s *snapshot) error {
		for i := range copiedTables {
			if err := s.copyTable(&copiedTables[i], to, told); err != nil {
				return err
			}
		}
		for i := range copiedTables {
			if err := s.copyLater(&copiedTables[i], to); err != nil {
				return err
			}
		}
		if err := to.indexCopy(ctx, told); err != nil {
			return err
		}
		copied, err = s.compareWith(ctx, to, told)
		return err
	})
	if err == nil {
		err = to.write(ctx, func(p *pen) error {
			return p.exec("DELETE FROM settings WHERE name IN (?, ?)", unfinished, copyIndexed)
		})
	}
	if err == nil {
		err = to.compact(ctx, mergeAfter)
	}
	return copied, l.problem("copy the ledger", to.problem("copy the ledger", err))
}

// beginCopy notes what is going to be copied into the ledger.
func (l *Ledger) beginCopy(ctx context.Context, from *Ledger) error {
	var of string
	var terms int64
	err := l.write(ctx, func(p *pen) error {
		of = ""
		if _, err := p.row("SELECT value FROM settings WHERE name = ?", []any{unfinished}, &of); err != nil || of == from.name {
			return err
		}
		if _, err := p.row("SELECT count(*) FROM terms", nil, &terms); err != nil || of != "" || terms > 0 {
			return err
		}
		return p.exec("INSERT INTO settings (name, value) VALUES (?, ?)", unfinished, from.name)
	})
	switch {
	case err != nil:
		return l.problem("begin to copy", err)
	case of != "" && of != from.name:
		return &Error{Ledger: l.name, Problem: ErrUnfinished, Detail: "of " + of, Next: "finish that first, or copy to an empty ledger"}
	case terms > 0 && of == "":
		return &Error{Ledger: l.name, Problem: ErrNotEmpty, Next: `copy to an empty ledger; "hearsay export --format jsonl" and "hearsay add" put ledgers together`}
	}
	return nil
}

// copyTable copies the rows that come after the last one that is there.
func (s *snapshot) copyTable(t *copiedTable, to *Ledger, told func(string, int64, int64)) error {
	all, _, err := s.number("SELECT count(*) FROM " + t.name)
	if err != nil {
		return err
	}
	for {
		last, done, err := to.lastCopied(s.ctx, t)
		if err != nil {
			return err
		}
		told(t.name, done, all)
		rows, err := s.rowsAfter(t, last)
		if err != nil || len(rows.values) == 0 {
			return err
		}
		err = to.write(s.ctx, func(p *pen) error {
			insert := rows.insert(t)
			for _, values := range rows.values {
				if err := p.exec(insert, slices.Clone(values)...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
}

// lastCopied returns the key of the last row of a table, nil for none, and how many
// rows it has.
func (l *Ledger) lastCopied(ctx context.Context, t *copiedTable) (key []any, rows int64, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		err := s.fetch("SELECT "+t.order()+" FROM "+t.name+" ORDER BY "+strings.Join(t.key, " DESC, ")+" DESC LIMIT 1", nil, func(r *sql.Rows) (err error) {
			key, err = scanAny(r, len(t.key))
			return err
		})
		if err == nil {
			rows, _, err = s.number("SELECT count(*) FROM " + t.name)
		}
		return err
	})
	return key, rows, err
}

// tableRows are some rows of a table.
type tableRows struct {
	columns []string
	values  [][]any
}

// insert returns the statement that writes a row. What is to be written later is null
// for now.
func (r *tableRows) insert(t *copiedTable) string {
	places := make([]string, len(r.columns))
	for i, column := range r.columns {
		places[i] = "?"
		if column == t.later {
			for _, values := range r.values {
				values[i] = nil
			}
		}
	}
	return "INSERT INTO " + t.name + " (" + strings.Join(r.columns, ", ") + ") VALUES (" + strings.Join(places, ", ") + ")"
}

// rowsAfter reads the next rows of a table after the one with a key.
func (s *snapshot) rowsAfter(t *copiedTable, key []any) (*tableRows, error) {
	where := ""
	if key != nil {
		where = " WHERE (" + t.order() + ") > (" + strings.TrimSuffix(strings.Repeat("?, ", len(key)), ", ") + ")"
	}
	r, size := &tableRows{}, 0
	err := s.fetch("SELECT * FROM "+t.name+where+" ORDER BY "+t.order()+fmt.Sprintf(" LIMIT %d", rowsAtOnce), key, func(rows *sql.Rows) error {
		if size > bytesAtOnce {
			return nil
		}
		if r.columns == nil {
			var err error
			if r.columns, err = rows.Columns(); err != nil {
				return err
			}
		}
		values, err := scanAny(rows, len(r.columns))
		for _, v := range values {
			if text, ok := v.(string); ok {
				size += len(text)
			}
		}
		r.values = append(r.values, values)
		return err
	})
	return r, err
}

// scanAny reads a row of any columns.
func scanAny(rows *sql.Rows, columns int) ([]any, error) {
	values, into := make([]any, columns), make([]any, columns)
	for i := range into {
		into[i] = &values[i]
	}
	return values, rows.Scan(into...)
}

// copyLater writes the column that had to wait, from the first row on that lacks it.
func (s *snapshot) copyLater(t *copiedTable, to *Ledger) error {
	if t.later == "" {
		return nil
	}
	for {
		var after int64
		err := to.read(s.ctx, func(have *snapshot) (err error) {
			after, _, err = have.number("SELECT coalesce(max(id), 0) FROM " + t.name + " WHERE " + t.later + " IS NOT NULL")
			return err
		})
		if err != nil {
			return err
		}
		var pairs [][2]int64
		err = s.fetch(fmt.Sprintf("SELECT id, %s FROM %s WHERE %s IS NOT NULL AND id > ? ORDER BY id LIMIT %d", t.later, t.name, t.later, rowsAtOnce), []any{after}, func(rows *sql.Rows) error {
			pairs = append(pairs, [2]int64{})
			return rows.Scan(&pairs[len(pairs)-1][0], &pairs[len(pairs)-1][1])
		})
		if err != nil || len(pairs) == 0 {
			return err
		}
		err = to.write(s.ctx, func(p *pen) error {
			for _, pair := range pairs {
				if err := p.exec("UPDATE "+t.name+" SET "+t.later+" = ? WHERE id = ?", pair[1], pair[0]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
}

// indexCopy puts the words of the articles that have been copied into the index.
func (l *Ledger) indexCopy(ctx context.Context, told func(string, int64, int64)) error {
	all, done := int64(0), int64(0)
	err := l.read(ctx, func(s *snapshot) (err error) {
		all, _, err = s.number("SELECT count(*) FROM articles")
		return err
	})
	for more := true; err == nil && more; {
		err = l.write(ctx, func(p *pen) error {
			last, err := p.indexedUpTo()
			if err != nil {
				return err
			}
			ids, err := p.numbers("SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", last, articlesAtOnce)
			if more = len(ids) == articlesAtOnce; err != nil || len(ids) == 0 {
				return err
			}
			for _, id := range ids {
				k, err := p.load(id)
				if err != nil {
					return err
				}
				if err := errors.Join(p.enter(k), p.file(k)); err != nil {
					return err
				}
			}
			_, err = p.row("SELECT count(*) FROM articles WHERE id <= ?", []any{ids[len(ids)-1]}, &done)
			if err != nil {
				return err
			}
			return p.exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
				copyIndexed, strconv.FormatInt(ids[len(ids)-1], 10))
		})
		if err == nil {
			told("index", done, all)
		}
	}
	return err
}

// indexedUpTo returns the last article whose words are in the index of a copy.
func (p *pen) indexedUpTo() (int64, error) {
	value := "0"
	if _, err := p.row("SELECT value FROM settings WHERE name = ?", []any{copyIndexed}, &value); err != nil {
		return 0, err
	}
	return strconv.ParseInt(value, 10, 64)
}

// compareWith counts and hashes the rows of every table, here and there.
func (s *snapshot) compareWith(ctx context.Context, to *Ledger, told func(string, int64, int64)) ([]Copied, error) {
	var copied []Copied
	var unlike []string
	err := to.read(ctx, func(there *snapshot) error {
		for i := range copiedTables {
			t := &copiedTables[i]
			told("comparing", int64(i), int64(len(copiedTables)))
			a, err := s.hashed(t)
			if err != nil {
				return err
			}
			b, err := there.hashed(t)
			if err != nil {
				return err
			}
			if a != b {
				unlike = append(unlike, fmt.Sprintf("%s (%d rows and %d)", t.name, a.Rows, b.Rows))
			}
			copied = append(copied, a)
		}
		told("comparing", int64(len(copiedTables)), int64(len(copiedTables)))
		return nil
	})
	if err == nil && len(unlike) > 0 {
		err = fmt.Errorf("%w: %s; it was changed while the copy was being made: delete the copy and begin anew", ErrDiffers, strings.Join(unlike, ", "))
	}
	return copied, err
}

// hashed counts and hashes the rows of a table, whatever order its columns have.
func (s *snapshot) hashed(t *copiedTable) (Copied, error) {
	sum := sha256.New()
	c := Copied{Table: t.name}
	var columns []string
	var order []int
	err := s.fetch("SELECT * FROM "+t.name+" ORDER BY "+t.order(), nil, func(rows *sql.Rows) error {
		if columns == nil {
			var err error
			if columns, err = rows.Columns(); err != nil {
				return err
			}
			for i := range columns {
				order = append(order, i)
			}
			slices.SortFunc(order, func(a, b int) int { return strings.Compare(columns[a], columns[b]) })
		}
		values, err := scanAny(rows, len(columns))
		for _, i := range order {
			hashValue(sum, values[i])
		}
		c.Rows++
		return err
	})
	c.Hash = hex.EncodeToString(sum.Sum(nil))
	return c, err
}

// hashValue hashes a value with its kind and length, so that no two rows are hashed alike
// that are not.
func hashValue(sum hash.Hash, value any) {
	switch v := value.(type) {
	case nil:
		_, _ = sum.Write([]byte{'n'})
	case string:
		fmt.Fprintf(sum, "t%d:%s", len(v), v)
	case []byte:
		fmt.Fprintf(sum, "b%d:%s", len(v), v)
	default:
		fmt.Fprintf(sum, "i%v:", v)
	}
}
