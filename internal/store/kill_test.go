package store

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"hearsay"
	"hearsay/internal/generate"
)

// victimOf is the variable that makes this test's program work on the ledger that it
// names, to be killed.
const victimOf = "HEARSAY_TEST_VICTIM_OF"

func TestMain(m *testing.M) {
	if path := os.Getenv(victimOf); path != "" {
		if err := victim(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if running != nil {
		running.Stop()
	}
	os.Exit(code)
}

// victimArticles is how many articles a victim adds in all.
const victimArticles = 60

// victim adds made-up articles that a ledger does not have yet, a few at a time, and
// says of each when it is acknowledged. In between it reads articles again, and
// corrects and takes that back.
func victim(path string) error {
	ctx := context.Background()
	l, err := Open(ctx, path, Options{Create: true})
	if err != nil {
		return err
	}
	defer l.Close()
	corrections, err := l.Corrections(ctx, "")
	if err != nil {
		return err
	}
	for _, c := range corrections { // of a victim before this one
		if c.InForce() {
			if _, err := l.Undo(ctx, c.ID); err != nil {
				return err
			}
		}
	}
	for n := 0; n < victimArticles; {
		var batch []Entry
		for range 1 + rand.IntN(4) {
			if n < victimArticles {
				batch = append(batch, entry(generate.Reading(n)))
				n++
			}
		}
		if _, err := l.Add(ctx, batch); err != nil {
			return err
		}
		for _, e := range batch {
			fmt.Println(e.Article.SHA256)
		}
		switch rand.IntN(6) {
		case 0:
			if _, err := l.Reread(ctx, []*hearsay.Reading{batch[0].Reading}); err != nil {
				return err
			}
		case 1:
			c, err := l.Correct(ctx, batch[0].Reading.Attributions[0].ID, "", "", nil)
			if err != nil {
				return err
			}
			if _, err := l.Undo(ctx, c.ID); err != nil {
				return err
			}
		case 2:
			if _, err := l.JoinSpeakers(ctx); err != nil {
				return err
			}
		case 3:
			if err := l.compact(ctx, 0); err != nil {
				return err
			}
		}
	}
	if err := l.Close(); err != nil {
		return err
	}
	fmt.Println("done")
	return nil
}

// TestKilled kills processes that write to a ledger, at any instant from the start of
// the process on. What was acknowledged is there, no article is there by half, the database
// is whole; and when one gets through, the ledger is the one that an
// uninterrupted run makes.
func TestKilled(t *testing.T) {
	alone(t)
	t.Parallel()
	for name, place := range kinds {
		kills := 200
		if name == "postgres" {
			kills = 16 // every start of a program costs more there
		}
		if n, err := strconv.Atoi(os.Getenv("HEARSAY_KILLS")); err == nil {
			kills = n
		}
		t.Run(name, func(t *testing.T) { killWriters(t, kills, place) })
	}
}

func killWriters(t *testing.T, kills int, place func(testing.TB) string) {
	whole := place(t)
	begun := time.Now()
	if acknowledged, done := runVictim(t, whole, time.Hour); !done || len(acknowledged) != victimArticles {
		t.Fatalf("%d acknowledged, done: %v", len(acknowledged), done)
	}
	long := time.Since(begun)
	want := hashOf(t, whole)
	expected := map[string]int{}
	for n := range victimArticles {
		r := generate.Reading(n)
		expected[r.Article.SHA256] = len(r.Attributions)
	}
	finished, ledgers := 0, 0
	path := ""
	acknowledged := map[string]bool{}
	for killed := 0; killed < kills; {
		if path == "" {
			ledgers++
			path = place(t)
			clear(acknowledged)
		}
		after := rand.N(long)
		if killed%4 == 0 {
			after = rand.N(long / 5) // while the ledger is opened or made
		}
		sums, done := runVictim(t, path, after)
		for _, sum := range sums {
			acknowledged[sum] = true
		}
		if !done {
			killed++
		}
		checkAfterKill(t, path, acknowledged, expected, killed%16 == 0 || done)
		if done {
			finished++
			if hashOf(t, path) != want {
				t.Error("the ledger is not the one that an uninterrupted run makes")
			}
			path = ""
		}
		if t.Failed() {
			t.Fatalf("after %d kills", killed)
		}
	}
	t.Logf("%d kills of writers of %d ledgers, of which %d were finished; an uninterrupted run takes %v", kills, ledgers, finished, long.Round(time.Millisecond))
}

// runVictim starts a victim and kills it after a while. It returns what the victim
// acknowledged, and whether it got through.
func runVictim(t *testing.T, path string, after time.Duration) (acknowledged []string, done bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimOf+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "done" {
			done = true
		} else {
			acknowledged = append(acknowledged, lines.Text())
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && (!errors.As(err, &exit) || exit.Exited()) {
		t.Fatalf("the victim was not killed, and ended with %v", err)
	}
	return acknowledged, done
}

func checkAfterKill(t *testing.T, path string, acknowledged map[string]bool, expected map[string]int, thorough bool) {
	t.Helper()
	ctx := context.Background()
	l, err := Open(ctx, path, Options{})
	if errors.Is(err, ErrNoLedger) && len(acknowledged) == 0 {
		return // killed before there was one
	}
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if health, err := l.Check(ctx, thorough); err != nil || len(health.Problems) > 0 {
		t.Errorf("%q, %v", health.Problems, err)
	}
	there := map[string]bool{}
	rows, err := l.db.reader().Query("SELECT t.sha256, (SELECT count(*) FROM attributions a WHERE a.article_id = t.id), (SELECT count(*) FROM corrections c WHERE c.article_id = t.id AND c.undone_at IS NULL) FROM articles t")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var sum []byte
		var attributions, wrong int
		err := rows.Scan(&sum, &attributions, &wrong)
		id := hex.EncodeToString(sum)
		there[id] = true
		if attributions+wrong != expected[id] {
			t.Errorf("article %s has %d attributions of %d", id, attributions, expected[id])
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for sum := range acknowledged {
		if !there[sum] {
			t.Errorf("article %s was acknowledged, and is not there", sum)
		}
	}
}
