package export

import (
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"

	"hearsay"
)

// rowGroup is how many rows are held until they are written: few enough to take
// some ten megabytes, many enough for columns to compress well.
const rowGroup = 10_000

// parquetWriter writes a Parquet file with the columns of the tables: words are
// strings, scores doubles, negated a boolean; what would be an empty cell is null.
// The metadata holds the title and the query, under hearsay.title and
// hearsay.query.
type parquetWriter struct {
	file *parquet.GenericWriter[any]
	row  parquet.Row
	rows [1]parquet.Row // row, as the file takes it
}

func newParquetWriter(w io.Writer, c Collection) Writer {
	options := []parquet.WriterOption{
		parquetSchema(), parquet.MaxRowsPerRowGroup(rowGroup), parquet.Compression(&parquet.Zstd),
		parquet.CreatedBy("hearsay", hearsay.Version, ""),
	}
	if c.Title != "" {
		options = append(options, parquet.KeyValueMetadata("hearsay.title", c.Title))
	}
	if c.Query != "" {
		options = append(options, parquet.KeyValueMetadata("hearsay.query", c.Query))
	}
	row := make(parquet.Row, len(columns))
	return &parquetWriter{file: parquet.NewGenericWriter[any](w, options...), row: row, rows: [1]parquet.Row{row}}
}

// Write adds a row to the group.
func (w *parquetWriter) Write(r *Row) error {
	for i := range columns {
		w.row[i] = columns[i].value(r).Level(0, 1, i)
		if w.row[i].IsNull() {
			w.row[i] = parquet.NullValue().Level(0, 0, i)
		}
	}
	_, err := w.file.WriteRows(w.rows[:])
	return err
}

// Close writes the last group and the footer.
func (w *parquetWriter) Close() error { return w.file.Close() }

// value returns what Parquet stores for a cell.
func (c *column) value(r *Row) parquet.Value {
	cell := c.cell(r)
	switch {
	case c.kind == number:
		return parquet.DoubleValue(rounded(r.Score))
	case cell == "":
		return parquet.NullValue()
	case c.kind == truth:
		return parquet.BooleanValue(r.Negated)
	}
	return parquet.ByteArrayValue([]byte(cell))
}

func parquetSchema() *parquet.Schema {
	group := orderedGroup{Group: parquet.Group{}}
	for i := range columns {
		var node parquet.Node
		switch columns[i].kind {
		case number:
			node = parquet.Leaf(parquet.DoubleType)
		case truth:
			node = parquet.Leaf(parquet.BooleanType)
		default:
			node = parquet.String()
		}
		group.Group[columns[i].name] = parquet.Optional(node)
	}
	return parquet.NewSchema("attributions", group)
}

// orderedGroup has its fields in the order of the columns; those of a
// parquet.Group are sorted by name.
type orderedGroup struct{ parquet.Group }

// Fields returns the fields in order.
func (g orderedGroup) Fields() []parquet.Field {
	fields := g.Group.Fields()
	order := make(map[string]int, len(columns))
	for i := range columns {
		order[columns[i].name] = i
	}
	slices.SortFunc(fields, func(a, b parquet.Field) int { return order[a.Name()] - order[b.Name()] })
	return fields
}
