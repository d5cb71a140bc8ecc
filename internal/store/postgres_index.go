package store

import (
	"context"
	"database/sql"
	"strings"
)

// The full-text index of a server is a table with the words of each row, as index.go
// makes them, and a GIN index of these as lexemes: PostgreSQL never parses a text or
// stems a word, so a search finds what it finds in a file. Lexemes have no positions,
// of which PostgreSQL keeps the first 256 of a word only. That the words of a
// phrase stand side by side is therefore looked up in the words of the rows that have
// all of them.
//
// Words are kept as " one two three ", so that " two three " and, if the last word may
// go on, " two thr" are found as they are.

// lexemes is the expression that the index is on.
const lexemes = "lexemes(f.words)"

func (s *postgresServer) index(table string) string {
	return "INSERT INTO " + table + "_fts AS f (id, words) VALUES (?, ' ' || btrim(?) || ' ') ON CONFLICT (id) DO UPDATE SET words = f.words || ltrim(excluded.words)"
}

func (s *postgresServer) unindex(table string) string {
	return "DELETE FROM " + table + "_fts WHERE id = ? AND ?::text IS NOT NULL"
}

func (s *postgresServer) strike(table string) string {
	return "UPDATE " + table + `_fts f SET words = (SELECT ' ' || string_agg(u.word, ' ' ORDER BY u.n) || ' '
		FROM unnest(string_to_array(btrim(f.words), ' ')) WITH ORDINALITY u (word, n) WHERE u.word <> ALL (string_to_array(gone.words, ' ')))
		FROM (SELECT ?::bigint AS id, ?::text AS words) gone WHERE f.id = gone.id`
}

func (s *postgresServer) empty(table string) string { return "DELETE FROM " + table + "_fts" }

func (s *postgresServer) merging(string, bool) string { return "" } // the server does that

func (s *postgresServer) matching(table, index string, e expression) (string, []any) {
	where, args := whereWords(e)
	return "FROM " + index + "_fts f JOIN " + table + " a ON a.id = f.id WHERE " + where, args
}

func (s *postgresServer) counting(index string, e expression) (string, []any) {
	where, args := whereWords(e)
	return "SELECT count(*) FROM " + index + "_fts f WHERE " + where, args
}

func (s *postgresServer) having(ctx context.Context, tx *sql.Tx, index string, words []string, most int) ([][]int64, error) {
	found := make([][]int64, len(words))
	rows, err := tx.QueryContext(ctx, "SELECT k.n, h.id FROM unnest($1::text[]) WITH ORDINALITY k (word, n), LATERAL (SELECT f.id FROM "+index+"_fts f WHERE "+
		lexemes+" @@ quote_literal(k.word)::tsquery LIMIT $2) h", words, most)
	return found, eachRow(rows, err, func(rows *sql.Rows) error {
		var n int
		var id int64
		err := rows.Scan(&n, &id)
		if err == nil {
			found[n-1] = append(found[n-1], id)
		}
		return err
	})
}

// whereWords returns the condition that the words of a row f match: first what the
// index can tell, which may be more, and then, if there are phrases, the whole.
func whereWords(e expression) (string, []any) {
	var lexical strings.Builder
	writeTSQuery(&lexical, e)
	where, args := lexemes+" @@ ?::text::tsquery", []any{lexical.String()}
	if !e.hasPhrase() {
		return where, args
	}
	var b strings.Builder
	b.WriteString(where + " AND ")
	args = writeBeside(&b, e, true, args)
	return b.String(), args
}

// hasPhrase reports whether words have to stand side by side somewhere in e.
func (e expression) hasPhrase() bool {
	if e.join == phrase {
		return len(e.words) > 1
	}
	for _, part := range e.parts {
		if part.hasPhrase() {
			return true
		}
	}
	return false
}

// writeTSQuery writes an expression as a tsquery that matches whatever e does: the words
// of a phrase may stand anywhere, and what must not stand there is left out if it has a
// phrase. Words hold nothing but letters, digits and the mark, so quoting them is
// enough.
func writeTSQuery(b *strings.Builder, e expression) {
	if e.join == but && e.parts[1].hasPhrase() {
		writeTSQuery(b, e.parts[0])
		return
	}
	joint := map[join]string{all: "&", either: "|", but: "&!"}[e.join]
	switch e.join {
	case phrase:
		b.WriteByte('(')
		for i, word := range e.words {
			if i > 0 {
				b.WriteByte('&')
			}
			b.WriteString("'" + word + "'")
			if e.prefix && i == len(e.words)-1 {
				b.WriteString(":*")
			}
		}
		b.WriteByte(')')
	case nothing:
		b.WriteString("'" + noWord + "'")
	default:
		b.WriteByte('(')
		for i, part := range e.parts {
			if i > 0 {
				b.WriteString(joint)
			}
			writeTSQuery(b, part)
		}
		b.WriteByte(')')
	}
}

// writeBeside writes an expression as a condition on the words of a row f, and returns
// args with its parameters. told says that the row is known to match e but for its
// phrases: what has none is left out then.
func writeBeside(b *strings.Builder, e expression, told bool, args []any) []any {
	switch {
	case told && !e.hasPhrase():
		b.WriteString("true")
		return args
	case e.join == phrase:
		looked := " " + strings.Join(e.words, " ")
		if !e.prefix {
			looked += " "
		}
		b.WriteString("strpos(f.words, ?::text) > 0")
		return append(args, looked)
	case e.join == nothing:
		b.WriteString("false")
		return args
	case e.join == but && told && !e.parts[1].hasPhrase():
		return writeBeside(b, e.parts[0], told, args)
	case e.join == but:
		b.WriteByte('(')
		args = writeBeside(b, e.parts[0], told, args)
		b.WriteString(" AND NOT ")
		args = writeBeside(b, e.parts[1], false, args)
		b.WriteByte(')')
		return args
	}
	b.WriteByte('(')
	for i, part := range e.parts {
		if i > 0 {
			b.WriteString(map[join]string{all: " AND ", either: " OR "}[e.join])
		}
		args = writeBeside(b, part, told && e.join == all, args)
	}
	b.WriteByte(')')
	return args
}
