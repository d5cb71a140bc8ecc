package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/generate"
	"hearsay/internal/query"
)

// TestOpenRefuses opens what is no ledger, or none for this program: each is refused
// by name and left as it was.
func TestOpenRefuses(t *testing.T) {
	ledger := func(change string) func(path string) {
		return func(path string) {
			openTest(t, path).Close()
			execSQL(t, "sqlite", path, change)
		}
	}
	for _, c := range []struct {
		name    string
		make    func(path string)
		options Options
		want    error
		says    string
	}{
		{"nothing", func(string) {}, Options{}, ErrNoLedger, "hearsay add"},
		{"empty file", writeFile(""), Options{}, ErrNoLedger, "empty"},
		{"text", writeFile(strings.Repeat("The mayor said that it rained.\n", 100)), Options{Create: true}, ErrForeign, "no SQLite database"},
		{"a directory", func(path string) { _ = os.Mkdir(path, 0o700) }, Options{Create: true}, ErrForeign, "no regular file"},
		{"another program's", func(path string) { execSQL(t, "sqlite", path, "CREATE TABLE t (x); PRAGMA application_id = 42") }, Options{Create: true}, ErrForeign, "another program"},
		{"an application's without an ID", func(path string) { execSQL(t, "sqlite", path, "CREATE TABLE t (x)") }, Options{Create: true}, ErrForeign, "another program"},
		{"a newer one", ledger("PRAGMA user_version = 99"), Options{}, ErrNewer, "99"},
		{"an older one, to be read only", ledger("PRAGMA user_version = 1"), Options{ReadOnly: true}, ErrOlder, "hearsay add"},
		{"a server", func(string) {}, Options{}, ErrForeign, "only files"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			c.make(path)
			if c.name == "a server" {
				path = "mysql://user:secret@host/db"
			}
			before, _ := os.ReadFile(path)
			l, err := Open(context.Background(), path, c.options)
			if l != nil {
				_ = l.Close()
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %v, and that it says %q", err, c.want, c.says)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("a password is told: %v", err)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

func writeFile(text string) func(string) {
	return func(path string) { _ = os.WriteFile(path, []byte(text), 0o600) }
}

// execSQL changes a database behind the back of the store; driver is sqlite or pgx.
func execSQL(t testing.TB, driver, place, statements string) {
	t.Helper()
	db, err := sql.Open(driver, place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

// TestFileIsItsOwners: what the store makes can be read by its owner only.
func TestFileIsItsOwners(t *testing.T) {
	path := filepath.Join(t.TempDir(), "of", "the", "ledger.db")
	l := openTest(t, path)
	madeUp(t, l, 3)
	if err := l.Copy(context.Background(), path+".copy"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, path + ".copy": 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != want {
			t.Errorf("%s has mode %v, want %v", name, mode, want)
		}
	}
}

// TestLocked writes while another process, as it were, holds the ledger: the write
// waits and then says who is in the way; reading goes on.
func TestLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := openTest(t, path)
	madeUp(t, l, 2)
	other, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	if _, err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	execPragma(t, l, "PRAGMA busy_timeout = 100")
	if _, err := l.Add(context.Background(), []Entry{entry(generate.Reading(500))}); !errors.Is(err, ErrLocked) {
		t.Errorf("added to a locked ledger: %v", err)
	}
	if n, err := l.Count(context.Background(), query.Parse("")); err != nil || n == 0 {
		t.Errorf("a locked ledger cannot be read: %d, %v", n, err)
	}
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	addAll(t, l, generate.Reading(500))
	execPragma(t, l, "PRAGMA busy_timeout = 5000")
	// One that lets go in time is waited for.
	if _, err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(200*time.Millisecond, func() { _, _ = other.Exec("ROLLBACK") })
	addAll(t, l, generate.Reading(501))
}

// execPragma sets something of the connection that writes.
func execPragma(t *testing.T, l *Ledger, pragma string) {
	t.Helper()
	l.writing.Lock()
	defer l.writing.Unlock()
	if err := l.pen.exec(pragma); err != nil {
		t.Fatal(err)
	}
}

// TestManyWriters adds overlapping articles by several ledgers in one place at the same
// time: nothing is there twice, and all end.
func TestManyWriters(t *testing.T) {
	articles := 48
	if testing.Short() {
		articles = 12
	}
	var readings []*hearsay.Reading
	for n := range articles {
		readings = append(readings, generate.Reading(n))
	}
	for _, kind := range []struct {
		name    string
		writers int
	}{{"sqlite", 2}, {"postgres", 8}} {
		t.Run(kind.name, func(t *testing.T) {
			path := kinds[kind.name](t)
			openTest(t, path)
			errs := make(chan error)
			for k := range kind.writers {
				go func() { errs <- addBackAndForth(path, k, readings) }()
			}
			for range kind.writers {
				if err := <-errs; err != nil {
					t.Error(err)
				}
			}
			l := openTest(t, path)
			checkIndex(t, l)
			alone := openTest(t, filepath.Join(t.TempDir(), "alone.db"))
			for _, r := range readings {
				if _, err := alone.Add(context.Background(), []Entry{entry(r)}); err != nil {
					t.Fatal(err)
				}
			}
			if contentHash(t, l) != contentHash(t, alone) {
				t.Error("many writers made another ledger than one does")
			}
		})
	}
}

// addBackAndForth adds articles, the last first if k is odd, some of them at a time.
func addBackAndForth(path string, k int, readings []*hearsay.Reading) error {
	l, err := Open(context.Background(), path, Options{})
	if err != nil {
		return err
	}
	defer l.Close()
	var batch []Entry
	for n := range readings {
		at := n
		if k%2 == 1 {
			at = len(readings) - 1 - n
		}
		if batch = append(batch, entry(readings[at])); len(batch) < 1+k && n+1 < len(readings) {
			continue
		}
		if _, err := l.Add(context.Background(), batch); err != nil {
			return fmt.Errorf("writer %d, article %d: %w", k, at, err)
		}
		batch = nil
	}
	return l.Close()
}

// TestReadOnly searches a ledger that cannot be written: by its owner's choice, for
// want of permission, and in a directory where no files can be made.
func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	l := openTest(t, path)
	madeUp(t, l, 2)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	search := func(options Options) error {
		l, err := Open(context.Background(), path, options)
		if err != nil {
			return err
		}
		defer l.Close()
		if n, err := l.Count(context.Background(), query.Parse("the")); err != nil || n == 0 {
			return fmt.Errorf("%d hits, %w", n, err)
		}
		_, err = l.Add(context.Background(), []Entry{entry(generate.Reading(700))})
		return err
	}
	if err := search(Options{ReadOnly: true}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("added to a ledger that was opened to read: %v", err)
	}
	if os.Geteuid() == 0 {
		t.Log("permissions do not bind the superuser; what they do was not looked at")
		return
	}
	for _, mode := range []struct{ file, dir os.FileMode }{{0o400, 0o700}, {0o400, 0o500}, {0o600, 0o500}} {
		if err := errors.Join(os.Chmod(path, mode.file), os.Chmod(dir, mode.dir)); err != nil {
			t.Fatal(err)
		}
		if err := search(Options{ReadOnly: true}); !errors.Is(err, ErrReadOnly) {
			t.Errorf("file %v in a directory %v: %v", mode.file, mode.dir, err)
		}
	}
	_ = os.Chmod(dir, 0o700)
}

// TestDamaged flips bytes of a ledger, cuts it short and takes pages away, and uses what is
// left: it works or says what is wrong, and never panics.
func TestDamaged(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	l := openTest(t, path)
	madeUp(t, l, 12)
	copied := filepath.Join(dir, "copy.db")
	if err := l.Copy(context.Background(), copied); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	const rounds = 600
	damaged := filepath.Join(dir, "damaged.db")
	named, fine := 0, 0
	for seed := range rounds {
		if err := os.WriteFile(damaged, damage(whole, seed), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = os.Remove(damaged+"-wal"), os.Remove(damaged+"-shm")
		switch err := useAll(damaged, seed); {
		case err == nil:
			fine++
		case errors.Is(err, ErrDamaged) || errors.Is(err, ErrForeign) || errors.Is(err, ErrNewer) || errors.Is(err, ErrIO) || errors.Is(err, ErrNotFound) || errors.Is(err, ErrNoLedger):
			named++
		default:
			t.Errorf("seed %d: the error has no name: %v", seed, err)
		}
	}
	t.Logf("%d damaged files: %d were refused by name, %d worked all the same", rounds, named, fine)
}

// damage returns a file with some of its bytes changed.
func damage(whole []byte, seed int) []byte {
	r := rand.New(rand.NewPCG(uint64(seed), 26))
	data := append([]byte(nil), whole...)
	switch seed % 4 {
	case 0:
		return data[:r.IntN(len(data))]
	case 1:
		page := r.IntN(len(data)/4096) * 4096
		clear(data[page : page+4096])
	default:
		for range 1 << r.IntN(10) {
			data[r.IntN(len(data))] ^= byte(1 + r.IntN(255))
		}
	}
	return data
}

// useAll does with a ledger all that can be done.
func useAll(path string, seed int) error {
	ctx := context.Background()
	l, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	defer l.Close()
	for n := range 8 {
		q := query.Parse(generate.Query(seed*8+n, 12))
		page, err := l.Search(ctx, Search{Query: q, Order: []Order{Best, Newest}[n%2]})
		if err != nil {
			return err
		}
		if _, err := l.Facets(ctx, q, 5); err != nil {
			return err
		}
		for i := range page.Rows {
			if _, err := l.Reading(ctx, page.Rows[i].Article.ID); err != nil {
				return err
			}
		}
	}
	_, err = l.Each(ctx, Search{Query: query.Parse("")}, rowSink)
	if err != nil {
		return err
	}
	if _, err := l.Add(ctx, []Entry{entry(generate.Reading(100 + seed%20)), entry(generate.Reading(11))}); err != nil {
		return err
	}
	if _, err := l.JoinSpeakers(ctx); err != nil {
		return err
	}
	health, err := l.Check(ctx, true)
	if err == nil && len(health.Problems) > 0 {
		err = ErrDamaged
	}
	return err
}

func rowSink(*export.Row, int64) error { return nil }
