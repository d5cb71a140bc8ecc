package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
)

// A Parquet file is a table whose columns have types. Each row becomes a JSON object,
// so that fields are found by name as in JSON, and readings that were written to
// Parquet are found, too. Of columns within columns those are taken that hold one
// value, or a list of single values. A file has its list of contents at the end, so
// that one that comes through a pipe is read into memory.

var parquetMagic = []byte("PAR1")

// splitParquet lists the rows of a Parquet file. What is wrong with the file ends it:
// the library stops wherever it is.
func splitParquet(in *input, yield func(Document) bool) (goesOn bool) {
	number := 0
	fail := func(detail string) bool {
		d := in.failed(&Error{Input: in.name, Problem: ErrSyntax, Detail: detail, Kept: plural(number, "row") + " before it", Next: "get the file again"})
		return yield(d)
	}
	yielding := false
	defer func() {
		if fault := recover(); fault != nil {
			if yielding {
				panic(fault) // not the library's
			}
			goesOn = fail(fmt.Sprintf("a Parquet file (%v)", fault))
		}
	}()
	file, err := in.openParquet()
	if err != nil {
		var known *Error
		if errors.As(err, &known) {
			return yield(in.failed(err))
		}
		return fail("a Parquet file without a readable list of contents (" + err.Error() + ")")
	}
	t := newParquetTable(file)
	if why := t.unusable(); why != nil {
		why.Input = in.name
		return yield(in.failed(why))
	}
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		var buffer [16]parquet.Row
		for {
			n, err := rows.ReadRows(buffer[:])
			for _, row := range buffer[:n] {
				number++
				d := t.document(in, number, row)
				yielding = true
				if !yield(d) {
					_ = rows.Close()
					return false
				}
				yielding = false
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				_ = rows.Close()
				return fail("a Parquet file (" + err.Error() + ")")
			}
		}
		if err := rows.Close(); err != nil {
			return fail("a Parquet file (" + err.Error() + ")")
		}
	}
	return true
}

// openParquet opens the input.
func (in *input) openParquet() (*parquet.File, error) {
	var r io.ReaderAt = in.file
	size := in.size
	if in.file == nil {
		data, err := in.load()
		if err != nil {
			return nil, err
		}
		r, size = bytes.NewReader(data), int64(len(data))
	}
	return parquet.OpenFile(r, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
}

// parquetTable knows the columns of a file.
type parquetTable struct {
	columns []parquetColumn // by index; those that are not taken have no path
	names   []string        // at the top
}

// parquetColumn is a column that holds single values, or lists of such.
type parquetColumn struct {
	path []string
	list bool
	kind parquet.Node
}

func newParquetTable(file *parquet.File) *parquetTable {
	t := &parquetTable{}
	for _, path := range file.Schema().Columns() {
		leaf, _ := file.Schema().Lookup(path...)
		c := parquetColumn{path: path, kind: leaf.Node}
		if n := len(path); leaf.MaxRepetitionLevel == 1 && n > 2 && (path[n-2] == "list" || path[n-2] == "bag") {
			c.path, c.list = path[:n-2], true
		} else if leaf.MaxRepetitionLevel == 1 && n == 1 {
			c.list = true
		} else if leaf.MaxRepetitionLevel > 0 {
			c.path = nil
		}
		t.columns = append(t.columns, c)
		if !slices.Contains(t.names, path[0]) {
			t.names = append(t.names, path[0])
		}
	}
	return t
}

// unusable says why no articles can be made of the rows, nil if they may.
func (t *parquetTable) unusable() *Error {
	if slices.Contains(t.names, "attribution_id") && slices.Contains(t.names, "content_spans") {
		return &Error{
			Problem: ErrFormat, Detail: "a table of attributions, which does not hold the texts they stand in",
			Next: "name the readings it was made of: JSON Lines, or the directory \"readings\" beside \"attributions\"",
		}
	}
	return nil
}

// document makes a Document of a row.
func (t *parquetTable) document(in *input, number int, row parquet.Row) Document {
	object := map[string]any{}
	for _, v := range row {
		if i := v.Column(); i >= 0 && i < len(t.columns) && t.columns[i].path != nil && !v.IsNull() {
			t.columns[i].put(object, v)
		}
	}
	d := in.record(number, 0, nil)
	body, err := json.Marshal(object)
	switch {
	case err != nil:
		d.Err = &Error{Input: d.Name, Problem: ErrSyntax, Detail: err.Error(), Kept: "the other rows", Next: "mend the row"}
	case int64(len(body)) > in.options.MaxSize:
		d.Err = tooLarge(d.Name, int64(len(body)), in.options.MaxSize)
	default:
		d.Body, d.format = body, objectFormat()
	}
	return d
}

// put puts a value where it belongs in an object.
func (c *parquetColumn) put(object map[string]any, v parquet.Value) {
	last := len(c.path) - 1
	for _, name := range c.path[:last] {
		inner, ok := object[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			object[name] = inner
		}
		object = inner
	}
	value := c.value(v)
	if c.list {
		list, _ := object[c.path[last]].([]any)
		object[c.path[last]] = append(list, value)
		return
	}
	object[c.path[last]] = value
}

// value returns what JSON holds for a value. Days and times are written as ISO 8601
// has them.
func (c *parquetColumn) value(v parquet.Value) any {
	var logical string
	if t := c.kind.Type().LogicalType(); t != nil {
		logical = t.String()
	}
	switch v.Kind() {
	case parquet.Boolean:
		return v.Boolean()
	case parquet.Int32:
		if logical == "DATE" {
			return time.Unix(int64(v.Int32())*24*60*60, 0).UTC().Format(time.DateOnly)
		}
		return v.Int32()
	case parquet.Int64:
		if strings.HasPrefix(logical, "TIMESTAMP") {
			return timeOf(v.Int64(), logical)
		}
		return v.Int64()
	case parquet.Int96:
		return timeOfInt96(v.Int96())
	case parquet.Float:
		return fmt.Sprint(v.Float())
	case parquet.Double:
		return fmt.Sprint(v.Double())
	}
	return strings.ToValidUTF8(string(v.ByteArray()), "\uFFFD")
}

// timeOf writes a time that is counted from 1970 in the unit that its type states.
func timeOf(n int64, logical string) string {
	t := time.UnixMilli(n)
	switch {
	case strings.Contains(logical, "MICROS"):
		t = time.UnixMicro(n)
	case strings.Contains(logical, "NANOS"):
		t = time.Unix(0, n)
	}
	return t.UTC().Format(time.RFC3339)
}

// timeOfInt96 writes a time as Hive and older Spark have it: nanoseconds of a Julian
// day.
func timeOfInt96(v deprecated.Int96) string {
	const epoch = 2440588 // the Julian day of 1970-01-01
	nanos := int64(v[1])<<32 | int64(v[0])
	return time.Unix((int64(v[2])-epoch)*24*60*60, nanos).UTC().Format(time.RFC3339)
}
