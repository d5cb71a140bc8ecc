package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/generate"
	"hearsay/internal/query"
)

// TestKindsAgree asks all kinds of databases the same: they have the same, give it in the
// same order, and count it alike.
func TestKindsAgree(t *testing.T) {
	alone(t)
	file := openTest(t, filepath.Join(t.TempDir(), "ledger.db"))
	server := openTest(t, newSchema(t))
	madeUp(t, file, 60)
	madeUp(t, server, 60)
	for _, l := range []*Ledger{file, server} {
		joinSpeakers(t, l)
		l.mostSorted = 200
	}
	if contentHash(t, file) != contentHash(t, server) {
		t.Fatal("the same articles make two ledgers")
	}
	ctx := context.Background()
	searches := 400
	if testing.Short() {
		searches = 100
	}
	for n := range searches {
		text := recombined(n, 60)
		if n%4 == 0 {
			text = "is:own-voice " + text
		}
		search := Search{Query: query.Parse(text), Order: []Order{Best, Newest, Oldest, Ranked}[n%4], Limit: 30}
		a, err1 := file.Search(ctx, search)
		b, err2 := server.Search(ctx, search)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if a.Total != b.Total || a.Order != b.Order || a.Next != b.Next || !slices.Equal(idsOf(a.Rows), idsOf(b.Rows)) {
			t.Errorf("%s: %d hits in a file, %d on a server; %v and %v", text, a.Total, b.Total, idsOf(a.Rows), idsOf(b.Rows))
		}
		if n%10 == 0 {
			a, err1 := file.Breakdown(ctx, search.Query)
			b, err2 := server.Breakdown(ctx, search.Query)
			if fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", b) || errors.Join(err1, err2) != nil {
				t.Errorf("%s: %+v and %+v", text, a, b)
			}
		}
	}
	a, err1 := file.Speakers(ctx, SpeakerSearch{})
	b, err2 := server.Speakers(ctx, SpeakerSearch{})
	if fmt.Sprint(a) != fmt.Sprint(b) || errors.Join(err1, err2) != nil {
		t.Errorf("speakers differ:\n%v\n%v", a, b)
	}
	p, err1 := file.ListArticles(ctx, 1000, "")
	q, err2 := server.ListArticles(ctx, 1000, "")
	if err := errors.Join(err1, err2); err != nil || fmt.Sprintf("%+v", *p) != fmt.Sprintf("%+v", *q) {
		t.Errorf("lists of articles differ: %v", err)
	}
}

// TestAnswersAgree asks a file and a server with the same in every table everything that can
// be asked, after all has been done that can be done: the answers are the same.
func TestAnswersAgree(t *testing.T) {
	ctx := context.Background()
	fill := func(l *Ledger) error {
		c, err := l.Confirm(ctx, attributionsOf(t, l)[3], "Ann", "")
		if err != nil {
			return err
		}
		feed, _, err := l.ClaimFeed(ctx, l.now().Add(time.Minute))
		if err != nil {
			return err
		}
		feed.Polled, feed.Next, feed.Problem, feed.Failures = l.now(), l.now().Add(time.Hour), "it is shut", 2
		_, undone := l.Undo(ctx, c.ID)
		if err := errors.Join(undone, l.KeepClaim(ctx, feed, l.now().Add(time.Minute)), l.SaveFeed(ctx, feed, 7)); err != nil {
			return err
		}
		due, err := l.Alerts(ctx, 0, l.now().Add(time.Hour), 10)
		if err != nil || len(due) == 0 {
			return fmt.Errorf("%d alerts are due, %w", len(due), err)
		}
		if _, err := l.Save(ctx, "another", "ferry", ""); err != nil {
			return err
		}
		return errors.Join(l.Tried(ctx, due[0].ID, "it is shut", time.Time{}), l.TryAgain(ctx, due[0].Saved), l.Unsave(ctx, 2))
	}
	file, onServer := fullLedger(t, kinds["sqlite"](t)), fullLedger(t, newSchema(t))
	if err := errors.Join(fill(file), fill(onServer)); err != nil {
		t.Fatal(err)
	}
	id := attributionsOf(t, file)[5]
	row, err := file.Attribution(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	article := row.Article.ID
	corrected, err := file.Corrections(ctx, "")
	if err != nil || len(corrected) == 0 {
		t.Fatalf("no corrections, %v", err)
	}
	for name, ask := range map[string]func(l *Ledger) (any, error){
		"Stats":             func(l *Ledger) (any, error) { return l.Stats(ctx) },
		"Article":           func(l *Ledger) (any, error) { return l.Article(ctx, article) },
		"ArticleWith":       func(l *Ledger) (any, error) { return l.ArticleWith(ctx, id) },
		"ListArticles":      func(l *Ledger) (any, error) { return l.ListArticles(ctx, 20, "") },
		"Facets":            func(l *Ledger) (any, error) { return l.Facets(ctx, query.Parse("the"), 20) },
		"Breakdown":         func(l *Ledger) (any, error) { return l.Breakdown(ctx, query.Parse("the")) },
		"Corrections":       func(l *Ledger) (any, error) { return l.Corrections(ctx, "") },
		"CorrectionsIn":     func(l *Ledger) (any, error) { return l.CorrectionsIn(ctx, corrected[0].Article) },
		"LatestCorrections": func(l *Ledger) (any, error) { return l.LatestCorrections(ctx, 0, 5) },
		"Corrected": func(l *Ledger) (any, error) {
			var all []string
			for r, err := range l.Corrected(ctx) {
				if err != nil {
					return nil, err
				}
				all = append(all, r.Article.ID)
			}
			return all, nil
		},
		"Feeds":        func(l *Ledger) (any, error) { return l.Feeds(ctx) },
		"Reading":      func(l *Ledger) (any, error) { return l.Reading(ctx, article) },
		"Attribution":  func(l *Ledger) (any, error) { return l.Attribution(ctx, id) },
		"Profile":      func(l *Ledger) (any, error) { return l.Profile(ctx, 1) },
		"SpeakerNames": func(l *Ledger) (any, error) { return l.SpeakerNames(ctx, 1) },
		"Outdated":     func(l *Ledger) (any, error) { return l.Outdated(ctx, "another engine") },
		"Said": func(l *Ledger) (any, error) {
			rows, total, err := l.Said(ctx, 1, SaidAs{}, 100)
			return []any{rows, total}, err
		},
		"SavedSearches": func(l *Ledger) (any, error) {
			all, err := l.SavedSearches(ctx, 0)
			for i := range all {
				all[i].FeedKey, all[i].Secret = "", ""
			}
			return all, err
		},
		"Alerts": func(l *Ledger) (any, error) {
			all, err := l.Alerts(ctx, 1, time.Time{}, 10)
			for i := range all {
				all[i].Key = ""
			}
			return all, err
		},
		"AlertRows":      func(l *Ledger) (any, error) { return l.AlertRows(ctx, 1) },
		"SpeakerHistory": func(l *Ledger) (any, error) { return l.SpeakerHistory(ctx, 0) },
		"SpeakerHints":   func(l *Ledger) (any, error) { return l.SpeakerHints(ctx) },
		"TopSpeakers":    func(l *Ledger) (any, error) { return l.TopSpeakers(ctx, 30) },
		"Speakers": func(l *Ledger) (any, error) {
			return l.Speakers(ctx, SpeakerSearch{Words: "torvek", Kind: "person", Limit: 5})
		},
		"joined":      func(l *Ledger) (any, error) { return l.Speakers(ctx, SpeakerSearch{Joined: true}) },
		"FindSpeaker": func(l *Ledger) (any, error) { return l.FindSpeaker(ctx, "Ilan Torvek") },
		"Speaker":     func(l *Ledger) (any, error) { return l.Speaker(ctx, 1) },
		"Statement": func(l *Ledger) (any, error) {
			words, who, err := l.Statement(ctx, id)
			return []string{words, who}, err
		},
		"Articles": func(l *Ledger) (any, error) { return l.Articles(ctx, nil) },
	} {
		a, err1 := ask(file)
		b, err2 := ask(onServer)
		if err := errors.Join(err1, err2); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		x, err1 := json.Marshal(a)
		y, err2 := json.Marshal(b)
		if err := errors.Join(err1, err2); err != nil || string(x) != string(y) {
			t.Errorf("%s (%v):\nfile:   %s\nserver: %s", name, err, x, y)
		}
		if string(x) == "null" && name != "SpeakerHints" {
			t.Errorf("%s: there is no answer: %s", name, x)
		}
	}
}

// attributionsOf returns the IDs of all attributions of a ledger, sorted.
func attributionsOf(t *testing.T, l *Ledger) []string { return found(t, l, "") }

func idsOf(rows []export.Row) (ids []string) {
	for i := range rows {
		ids = append(ids, rows[i].ID)
	}
	return ids
}

// TestServerRefuses opens what is no ledger, or none for this program.
func TestServerRefuses(t *testing.T) {
	exec := func(statements string) func(t *testing.T, address string) {
		return func(t *testing.T, address string) { execSQL(t, "pgx", address, statements) }
	}
	ledger := func(change string) func(t *testing.T, address string) {
		return func(t *testing.T, address string) {
			openTest(t, address).Close()
			execSQL(t, "pgx", address, change)
		}
	}
	for _, c := range []struct {
		name    string
		make    func(t *testing.T, address string)
		options Options
		want    error
		says    string
	}{
		{"an empty schema", exec(""), Options{}, ErrNoLedger, "hearsay add"},
		{"another program's", exec("CREATE TABLE t (x int)"), Options{Create: true}, ErrForeign, "another program"},
		{"another program's settings", exec("CREATE TABLE settings (name text, value text)"), Options{Create: true}, ErrForeign, "another program"},
		{"a newer one", ledger("UPDATE settings SET value = '99' WHERE name = 'schema'"), Options{}, ErrNewer, "99"},
		{"an older one, to be read only", ledger("UPDATE settings SET value = '1' WHERE name = 'schema'"), Options{ReadOnly: true}, ErrOlder, "hearsay add"},
		{"one without a version", ledger("DELETE FROM settings"), Options{}, ErrDamaged, "version"},
		{"one without a table", ledger("DROP TABLE outlets CASCADE"), Options{ReadOnly: true}, ErrDamaged, "outlets"},
	} {
		t.Run(c.name, func(t *testing.T) {
			address := newSchema(t)
			c.make(t, address)
			l, err := Open(context.Background(), address, c.options)
			if err == nil {
				_, err = l.Stats(context.Background())
				_ = l.Close()
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %v, and that it says %q", err, c.want, c.says)
			}
		})
	}
	for _, c := range []struct {
		address, says string
		want          error
	}{
		{"postgres://ann:secret@localhost:1/db?connect_timeout=2", "cannot be reached", ErrUnreachable},
		{"postgres://ann:secret@localhost:not-a-port/db", "address is wrong", ErrForeign},
		{inSchema(newSchema(t), "none") + "&password=secret", "no such schema", ErrNoLedger},
		{strings.Replace(newSchema(t), "/postgres?", "/nothing_there?", 1), "no such database", ErrNoLedger},
		{strings.Replace(newSchema(t), "user=hearsay", "user=nobody_known", 1), "not let this user in", ErrUnreachable},
	} {
		l, err := Open(context.Background(), c.address, Options{Create: true})
		if l != nil {
			_ = l.Close()
		}
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want %v, and that it says %q", Address(c.address), err, c.want, c.says)
		}
	}
}

// schemaOf returns the schema that an address names.
func schemaOf(address string) string {
	u, _ := url.Parse(address) // newSchema made it
	return u.Query().Get("search_path")
}

// inSchema returns the address of another schema of the same server.
func inSchema(address, schema string) string {
	return strings.Replace(address, schemaOf(address), schema, 1)
}

// TestConnectionLost ends the connections of a writer again and again while it adds,
// corrects and joins: what it makes in the end is what it makes when left alone. One who
// reads is told, and reads on.
func TestConnectionLost(t *testing.T) {
	ctx := context.Background()
	work := func(l *Ledger) error {
		for n := 0; n < 40; n += 2 {
			if _, err := l.Add(ctx, []Entry{entry(generate.Reading(n)), entry(generate.Reading(n + 1))}); err != nil {
				return fmt.Errorf("article %d: %w", n, err)
			}
			if n%10 == 0 {
				if _, err := l.Correct(ctx, generate.Reading(n).Attributions[0].ID, "", "", nil); err != nil {
					return fmt.Errorf("correction: %w", err)
				}
			}
			if n%8 == 0 {
				if _, err := l.JoinSpeakers(ctx); err != nil {
					return fmt.Errorf("join: %w", err)
				}
			}
		}
		return nil
	}
	alone := openTest(t, newSchema(t))
	if err := work(alone); err != nil {
		t.Fatal(err)
	}
	address := newSchema(t)
	name := "application_name=" + strings.ReplaceAll(t.Name(), "/", "_")
	l := openTest(t, address+"&"+name)
	var done atomic.Bool
	ended := make(chan int)
	go func() {
		n := 0
		for !done.Load() {
			c, _ := server()
			if err := c.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '" + strings.TrimPrefix(name, "application_name=") + "'"); err != nil {
				t.Error(err)
			}
			n++
			time.Sleep(time.Duration(20+n%7*60) * time.Millisecond)
		}
		ended <- n
	}()
	err := work(l)
	for n := range 20 {
		if _, err := l.Search(ctx, Search{Query: query.Parse(generate.Query(n, 40))}); err != nil && !errors.Is(err, ErrUnreachable) {
			t.Errorf("a search whose connection is lost: %v", err)
		}
	}
	done.Store(true)
	t.Logf("connections were ended %d times", <-ended)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Stats(ctx); err != nil { // of the pool, one may still be dead
		_, err = l.Stats(ctx)
		if err != nil {
			t.Error(err)
		}
	}
	checkIndex(t, l)
	if contentHash(t, l) != contentHash(t, alone) {
		t.Error("the ledger is not the one that is made undisturbed")
	}
	a, err1 := l.Corrections(ctx, "")
	b, err2 := alone.Corrections(ctx, "")
	if len(a) != len(b) || errors.Join(err1, err2) != nil {
		t.Errorf("%d corrections, want %d (%v, %v)", len(a), len(b), err1, err2)
	}
}

// TestTooLarge adds what a server cannot keep, between what it can: that is refused, the others
// are kept.
func TestTooLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	var words strings.Builder
	for n := range 130_000 {
		fmt.Fprintf(&words, "word%d ", n)
	}
	long := &hearsay.Reading{Engine: "0+test", Article: hearsay.NewArticle(words.String())}
	long.OwnVoice = []hearsay.Span{{Start: 0, End: words.Len()}}
	far := dispatch{name: "Ann Poe"}.reading(1)
	var path strings.Builder
	for n := range 1000 {
		fmt.Fprintf(&path, "%x", sha256.Sum256([]byte{byte(n), byte(n >> 8)}))
	}
	far.Article.URL = "https://paper.example/" + path.String()
	eachKind(t, func(t *testing.T, l *Ledger) {
		results, err := l.Add(context.Background(), []Entry{entry(dispatch{name: "Sam Loe"}.reading(2)), entry(long), entry(far), entry(dispatch{name: "Lea Marr"}.reading(3))})
		if err != nil {
			t.Fatal(err)
		}
		_, refuses := l.db.(*postgresServer)
		for i, r := range results {
			want := Added
			if refuses && (i == 1 || i == 2) {
				want = Refused
			}
			if r.Addition != want || (r.Err != nil) != (want == Refused) || r.Err != nil && !errors.Is(r.Err, ErrTooLarge) {
				t.Errorf("entry %d: %v, %v", i, r.Addition, r.Err)
			}
		}
		checkDatabase(t, l)
	})
}

var sqlBlock = regexp.MustCompile("(?s)```sql\n(.*?)```")

// TestRoles makes the roles that docs/postgres.md tells of: who owns the ledger makes it,
// who writes adds to it and does not change its tables, who reads cannot write.
func TestRoles(t *testing.T) {
	address := newSchema(t)
	c, err := server()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../docs/postgres.md")
	if err != nil {
		t.Fatal(err)
	}
	schema := schemaOf(address)
	var statements []string
	for _, block := range sqlBlock.FindAllStringSubmatch(string(data), -1) {
		s := strings.NewReplacer("DATABASE hearsay", "DATABASE postgres", "SCHEMA public", "SCHEMA "+schema).Replace(block[1])
		for _, role := range []string{"ledger_owner", "ledger_writer", "ledger_reader"} {
			s = strings.ReplaceAll(s, role, role+"_"+schema)
		}
		statements = append(statements, s)
	}
	if len(statements) == 0 {
		t.Fatal("docs/postgres.md has no roles")
	}
	for _, s := range statements {
		for _, one := range strings.Split(s, ";\n") {
			if err := c.Exec(one); err != nil {
				t.Fatalf("%s: %v", one, err)
			}
		}
	}
	as := func(role string) string { return strings.Replace(address, "user=hearsay", "user="+role+"_"+schema, 1) }
	ctx := context.Background()
	if _, err := Open(ctx, as("ledger_writer"), Options{Create: true}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("one who only writes made a ledger: %v", err)
	}
	openTest(t, as("ledger_owner")).Close()
	writer := openTest(t, as("ledger_writer"))
	addAll(t, writer, generate.Reading(1), generate.Reading(2))
	joinSpeakers(t, writer)
	r := generate.Reading(1)
	if _, err := writer.Correct(ctx, r.Attributions[0].ID, "", "", nil); err != nil {
		t.Error(err)
	}
	if err := writer.Reindex(ctx); err != nil {
		t.Error(err)
	}
	reader, err := Open(ctx, as("ledger_reader"), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if n, err := reader.Count(ctx, query.Parse("the")); err != nil || n == 0 {
		t.Errorf("%d hits, %v", n, err)
	}
	if _, err := reader.Add(ctx, []Entry{entry(generate.Reading(3))}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("one who only reads added: %v", err)
	}
	execSays := func(role, statement string) {
		db, err := sql.Open("pgx", as(role))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("%s may %s", role, statement)
		}
	}
	execSays("ledger_writer", "DROP TABLE terms")
	execSays("ledger_writer", "CREATE TABLE t (x int)")
	execSays("ledger_reader", "DELETE FROM attributions_fts")
}

// TestManyWritersAtLength lets eight writers add as many made-up articles as HEARSAY_ARTICLES
// says, each article twice, by two of them.
func TestManyWritersAtLength(t *testing.T) {
	articles, err := strconv.Atoi(os.Getenv("HEARSAY_ARTICLES"))
	if err != nil {
		t.Skip("takes long; HEARSAY_ARTICLES=100000 runs it")
	}
	const writers, batch = 8, 64
	ctx := context.Background()
	l := openTest(t, newSchema(t))
	began := time.Now()
	errs := make(chan error)
	for k := range writers {
		go func() {
			own, err := Open(ctx, l.name, Options{})
			for n := 0; err == nil && n < articles; n += batch {
				if at := n / batch % writers; at != k && (at+1)%writers != k {
					continue
				}
				var entries []Entry
				for i := n; i < min(n+batch, articles); i++ {
					entries = append(entries, entry(generate.Reading(i)))
				}
				_, err = own.Add(ctx, entries)
			}
			errs <- errors.Join(err, own.Close())
		}()
	}
	for range writers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	took := time.Since(began)
	var want Stats
	seen := map[string]bool{}
	for n := range articles {
		r := generate.Reading(n)
		if !seen[r.Article.SHA256] {
			seen[r.Article.SHA256] = true
			want.Articles++
			want.Attributions += int64(len(r.Attributions))
		}
	}
	got, err := l.Stats(ctx)
	if err != nil || got.Articles != want.Articles || got.Attributions != want.Attributions {
		t.Errorf("%+v, want %d articles with %d attributions, %v", got, want.Articles, want.Attributions, err)
	}
	if h, err := l.Check(ctx, true); err != nil || len(h.Problems) > 0 {
		t.Errorf("%q, %v", h.Problems, err)
	}
	var deadlocks int64
	if err := l.db.reader().QueryRow("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Scan(&deadlocks); err != nil || deadlocks > 0 {
		t.Errorf("%d deadlocks, %v", deadlocks, err)
	}
	t.Logf("%d articles (%d texts with %d attributions), each added by two of %d writers, in %v: %.0f a second; %d deadlocks",
		articles, got.Articles, got.Attributions, writers, took.Round(time.Second), 2*float64(articles)/took.Seconds(), deadlocks)
}
