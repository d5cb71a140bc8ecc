package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// pen is the one connection that writes, with its statements prepared and what
// it knows by heart. Whoever uses it holds Ledger.writing.
type pen struct {
	ledger *Ledger
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt

	sender sender      // nil if statements are executed one by one
	queue  []statement // that are to be sent
	bound  map[string]string

	terms   map[term]int64   // of the table terms
	highest int64            // number in the table terms
	outlets map[string]int64 // of the table outlets

	// Within a transaction only:
	last      map[string]int64 // the last number given out, by table
	mentioned map[dated]int    // what is to be added up
}

type term struct{ kind, name string }

// sender is a database that takes many statements at once, which saves the way there
// and back for each of them. Of several that fail it tells the first.
type sender interface {
	send(conn *sql.Conn, statements []statement) error
}

// statement is one that gives no rows.
type statement struct {
	query string // with the database's own parameters
	args  []any
}

// mostQueued bounds what is sent at once.
const mostQueued = 500

// write runs f in one transaction. Nothing of it stays if f fails. f is run anew if
// the connection was lost.
func (l *Ledger) write(ctx context.Context, f func(*pen) error) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	for tries := 0; ; tries++ {
		err := l.transact(ctx, f)
		if err == nil {
			return nil
		}
		after, ok := l.db.again(err, tries)
		if !ok {
			return err
		}
		select {
		case <-time.After(after):
		case <-ctx.Done():
			return err
		}
	}
}

// transact runs f in one transaction, once.
func (l *Ledger) transact(ctx context.Context, f func(*pen) error) (err error) {
	if l.pen == nil {
		conn, err := l.db.writer().Conn(ctx)
		if err != nil {
			return err
		}
		l.pen = &pen{ledger: l, conn: conn, stmts: map[string]*sql.Stmt{}, bound: map[string]string{}}
		l.pen.sender, _ = l.db.(sender)
	}
	p := l.pen
	defer func() {
		if err == nil {
			return
		}
		// What was learnt by heart may have been undone: begin anew.
		_, _ = p.conn.ExecContext(context.Background(), "ROLLBACK")
		err = errors.Join(err, p.close())
		l.pen = nil
	}()
	if err := l.db.begin(p.conn); err != nil {
		return err
	}
	p.last, p.mentioned = map[string]int64{}, map[dated]int{}
	if err := p.learn(); err != nil {
		return err
	}
	if err := f(p); err != nil {
		return err
	}
	if err := p.addMentions(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := p.flush(); err != nil {
		return err
	}
	return l.db.commit(p.conn)
}

func (p *pen) close() error {
	for _, s := range p.stmts {
		_ = s.Close()
	}
	return p.conn.Close()
}

// Transactions are short and end as a whole: no statement of them watches a
// context.

// stmt prepares a statement that is executed at once: what waits goes before it.
func (p *pen) stmt(query string) (*sql.Stmt, error) {
	if err := p.flush(); err != nil {
		return nil, err
	}
	if s, ok := p.stmts[query]; ok {
		return s, nil
	}
	s, err := p.conn.PrepareContext(context.Background(), p.ledger.db.bind(query))
	if err == nil {
		p.stmts[query] = s
	}
	return s, err
}

// flush sends the statements that wait.
func (p *pen) flush() error {
	if len(p.queue) == 0 {
		return nil
	}
	err := p.sender.send(p.conn, p.queue)
	clear(p.queue)
	p.queue = p.queue[:0]
	return err
}

// exec executes a statement, or lets it wait: what goes wrong may then show later in
// the transaction.
func (p *pen) exec(query string, args ...any) error {
	if p.sender != nil {
		bound, ok := p.bound[query]
		if !ok {
			bound = p.ledger.db.bind(query)
			p.bound[query] = bound
		}
		p.queue = append(p.queue, statement{bound, args})
		if len(p.queue) < mostQueued {
			return nil
		}
		return p.flush()
	}
	s, err := p.stmt(query)
	if err != nil {
		return err
	}
	_, err = s.Exec(args...)
	return err
}

// changed executes a statement and returns how many rows it changed.
func (p *pen) changed(query string, args ...any) (int64, error) {
	s, err := p.stmt(query)
	if err != nil {
		return 0, err
	}
	result, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// row reads one row into dest and reports whether there is one.
func (p *pen) row(query string, args []any, dest ...any) (bool, error) {
	s, err := p.stmt(query)
	if err != nil {
		return false, err
	}
	err = s.QueryRow(args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// each calls f for each row, which it may scan.
func (p *pen) each(query string, args []any, f func(*sql.Rows) error) error {
	s, err := p.stmt(query)
	if err != nil {
		return err
	}
	rows, err := s.Query(args...)
	return eachRow(rows, err, f)
}

// eachRow calls f for each row and closes rows.
func eachRow(rows *sql.Rows, err error, f func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// learn reads the tables of names, unless they are known: others may have added to
// them.
func (p *pen) learn() error {
	var highest int64
	if _, err := p.row("SELECT coalesce(max(id), 0) FROM terms", nil, &highest); err != nil || p.terms != nil && highest == p.highest {
		return err
	}
	p.terms, p.outlets, p.highest = map[term]int64{}, map[string]int64{}, highest
	err := p.each("SELECT id, kind, name FROM terms", nil, func(rows *sql.Rows) error {
		var id int64
		var t term
		err := rows.Scan(&id, &t.kind, &t.name)
		p.terms[t] = id
		return err
	})
	if err != nil {
		return err
	}
	return p.each("SELECT id, name FROM outlets", nil, func(rows *sql.Rows) error {
		var id int64
		var name string
		err := rows.Scan(&id, &name)
		p.outlets[name] = id
		return err
	})
}

// number returns the next number of a table.
func (p *pen) number(table string) (int64, error) {
	if err := p.count(table); err != nil {
		return 0, err
	}
	p.last[table]++
	return p.last[table], nil
}

// count finds out how far the numbers of a table have come.
func (p *pen) count(table string) error {
	if _, ok := p.last[table]; ok {
		return nil
	}
	var last int64
	_, err := p.row("SELECT coalesce(max(id), 0) FROM "+table, nil, &last)
	if err == nil {
		p.last[table] = last
	}
	return err
}

// term returns the number of a name, nil for none.
func (p *pen) term(kind, name string) (any, error) {
	if name == "" {
		return nil, nil
	}
	t := term{kind, clean(name)}
	if id, ok := p.terms[t]; ok {
		return id, nil
	}
	id, err := p.insertOnce("terms", "SELECT id FROM terms WHERE kind = ? AND name = ?",
		"INSERT INTO terms (kind, name, id) VALUES (?, ?, ?)", t.kind, t.name)
	p.terms[t] = id
	p.highest = max(p.highest, id)
	return id, err
}

// outlet returns the number of an outlet, nil for none.
func (p *pen) outlet(name string) (any, error) {
	if name == "" {
		return nil, nil
	}
	name = clean(name)
	if id, ok := p.outlets[name]; ok {
		return id, nil
	}
	id, err := p.insertOnce("outlets", "SELECT id FROM outlets WHERE name = ?", "INSERT INTO outlets (name, id) VALUES (?, ?)", name)
	p.outlets[name] = id
	return id, err
}

// insertOnce returns the id of the row that find finds, or of a new one.
func (p *pen) insertOnce(table, find, insert string, args ...any) (int64, error) {
	var id int64
	if found, err := p.row(find, args, &id); found || err != nil {
		return id, err
	}
	id, err := p.number(table)
	if err != nil {
		return 0, err
	}
	return id, p.exec(insert, append(args, id)...)
}

// numbers returns the first column of rows.
func (p *pen) numbers(query string, args ...any) (ids []int64, err error) {
	err = p.each(query, args, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}
