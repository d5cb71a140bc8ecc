package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hearsay/internal/cluster"
	"hearsay/internal/jobs"
)

// TestWorkers lets articles wait on a server and several processes read them. If
// HEARSAY_QUEUE_KILLS says so, some of these are killed in the middle of their work, and
// others started: what they had begun is read by those when its time is up, which takes
// River half a minute more. The ledger has what "hearsay add" puts into a file, each
// article once.
func TestWorkers(t *testing.T) {
	db := onServer(t)
	kill := os.Getenv("HEARSAY_QUEUE_KILLS") != ""
	batches := 4
	if kill {
		batches = 30
	}
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole.db")
	for n := range batches {
		file := filepath.Join(dir, fmt.Sprintf("%d.jsonl", n))
		writeReports(t, file, n*8, 8)
		finish(t, exitDone, "add", "--db", whole, file)
		finish(t, exitDone, "add", "--db", db, "--queue", file)
	}
	want := exportedRows(t, whole)
	queue, err := jobs.Open(context.Background(), db, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer queue.Close()
	begin := func() *exec.Cmd {
		cmd, _ := start(t, "watch", "--db", db, "--workers", "2", "--batch-timeout", "4s")
		return cmd
	}
	workers := []*exec.Cmd{begin(), begin(), begin()}
	for n := 0; kill && n < 9; n++ {
		time.Sleep(time.Duration(rand.IntN(700)) * time.Millisecond)
		_ = workers[n%3].Process.Kill()
		_ = workers[n%3].Wait()
		workers[n%3] = begin()
	}
	for ends := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		counts, err := queue.Counts(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if counts == (jobs.Counts{Done: int64(batches)}) {
			break
		}
		if time.Now().After(ends) {
			t.Fatalf("not all batches were read: %+v", counts)
		}
	}
	terminate(t, workers)
	if got := exportedRows(t, db); !slices.Equal(got, want) || len(got) < batches*8 {
		t.Errorf("%d attributions, want %d", len(got), len(want))
	}
}

// TestGivenUp finds batches that were given up on the command line and on the page that the
// program serves, tries them again from there, and reads them.
func TestGivenUp(t *testing.T) {
	db := onServer(t)
	dir := t.TempDir()
	for n, articles := range []int{3, 1, 2} {
		file := filepath.Join(dir, fmt.Sprintf("%d.jsonl", n))
		writeReports(t, file, n*8, articles)
		finish(t, exitDone, "add", "--db", db, "--queue", file)
	}
	onLedger(t, db, `UPDATE river_job SET state = 'discarded', finalized_at = now(), attempt = 6, errors = ARRAY['{"error":"one: it is ill\ntwo: so is it"}'::jsonb]`)
	onLedger(t, db, `UPDATE river_job SET args = '{"Articles":null}' WHERE id = 3`)
	cmd, told := program(t, "queue", "--db", db)
	out, _ := cmd.Output()
	for _, want := range []string{"3 given up\n1  since ", ", 6 tries: 3 articles: " + dir + "/0.jsonl:1 and 2 others\n   one: it is ill two: so is it\n", ", 6 tries: 1 article: " + dir + "/1.jsonl\n", ", 6 tries: no articles\n"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is missing in %s%s", want, out, told)
		}
	}

	readOnly, _ := serving(t, "--db", db, "--read-only")
	if status, body := fetched(t, readOnly+"/queue", nil); status != http.StatusOK || !strings.Contains(body, "/0.jsonl:3") {
		t.Errorf("read-only: status %d: %.2000s", status, body)
	}
	if status, body := fetched(t, readOnly+"/queue/retry", url.Values{"all": {"1"}}); status != http.StatusInsufficientStorage {
		t.Errorf("read-only, tried again: status %d: %.2000s", status, body)
	}
	at, _ := serving(t, "--db", db)
	if status, body := fetched(t, at+"/queue/retry", url.Values{"batch": {"1", "2"}}); status != http.StatusOK || !strings.Contains(body, "2\u00a0batches are tried again.") {
		t.Errorf("status %d: %.2000s", status, body)
	}
	finish(t, exitDone, "watch", "--db", db, "--workers", "2", "--once")
	if status, body := fetched(t, at+"/queue", nil); status != http.StatusOK || !strings.Contains(body, "Try it again") || strings.Contains(body, ".jsonl") {
		t.Errorf("after it, status %d: %.2000s", status, body)
	}
	if status, body := fetched(t, at+"/articles", nil); status != http.StatusOK || strings.Count(body, "The Orrin Gazette") != 4 {
		t.Errorf("articles: status %d: %.4000s", status, body)
	}
}

// TestServeWithoutQueue serves a ledger to which there is no queue: a file, and one on a
// server for somebody who may only read it.
func TestServeWithoutQueue(t *testing.T) {
	dir := t.TempDir()
	reports, file := filepath.Join(dir, "reports.jsonl"), filepath.Join(dir, "ledger.db")
	writeReports(t, reports, 0, 1)
	finish(t, exitDone, "add", "--db", file, reports)
	at, _ := serving(t, "--db", file)
	lacks := func(name, at string) {
		t.Helper()
		if status, body := fetched(t, at+"/queue", nil); status != http.StatusNotFound || !strings.Contains(body, "There is no queue here.") {
			t.Errorf("%s: status %d: %.2000s", name, status, body)
		}
		if status, body := fetched(t, at+"/feeds", nil); status != http.StatusOK || strings.Contains(body, "/queue") {
			t.Errorf("%s, feeds: status %d: %.2000s", name, status, body)
		}
	}
	lacks("a file", at)

	db := onServer(t)
	finish(t, exitDone, "add", "--db", db, reports)
	parsed, err := url.Parse(db)
	if err != nil {
		t.Fatal(err)
	}
	schema := parsed.Query().Get("search_path")
	reader := "reader_of_" + schema
	onLedger(t, db, "CREATE ROLE "+reader+" LOGIN; GRANT USAGE ON SCHEMA "+schema+" TO "+reader+"; GRANT SELECT ON ALL TABLES IN SCHEMA "+schema+" TO "+reader)
	at, end := serving(t, "--db", strings.Replace(db, "user=hearsay", "user="+reader, 1))
	lacks("a reader", at)
	if said := end(); strings.Count(said, "the queue is not shown") != 1 {
		t.Errorf("the log: %s", said)
	}
}

// serving serves a ledger and returns the address, and what ends it and returns what it
// told.
func serving(t *testing.T, args ...string) (address string, end func() string) {
	t.Helper()
	cmd, told := program(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	end = sync.OnceValue(func() string {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		return told.String()
	})
	t.Cleanup(func() { end() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, end())
	}
	return strings.TrimSpace(line), end
}

// fetched asks for a page, or sends a form, and returns where that leads to.
func fetched(t *testing.T, address string, form url.Values) (status int, body string) {
	t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	request, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

// onLedger executes statements in the database of a ledger.
func onLedger(t *testing.T, db, statements string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Exec(ctx, statements)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		t.Fatal(err)
	}
}

// onServer returns the address of a new schema on the server of the tests, and skips the
// test where there is none.
func onServer(t *testing.T) string { return cluster.Schema(t, server) }

// terminate ends programs by SIGTERM. One that had just begun to begin may call that an
// interruption.
func terminate(t *testing.T, programs []*exec.Cmd) {
	t.Helper()
	for _, p := range programs {
		err := errors.Join(p.Process.Signal(syscall.SIGTERM), p.Wait())
		status, _ := p.ProcessState.Sys().(syscall.WaitStatus)
		begun := !status.Signaled() || status.Signal() != syscall.SIGTERM // else it had not begun to listen
		if code := p.ProcessState.ExitCode(); begun && code != exitDone && code != exitInterrupted {
			t.Errorf("%v\n%s", err, p.Stderr)
		}
	}
}

// writeReports writes articles as JSON Lines.
func writeReports(t *testing.T, path string, from, many int) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := json.NewEncoder(file)
	for n := from; n < from+many; n++ {
		err = errors.Join(err, out.Encode(map[string]string{
			"url": fmt.Sprintf("https://gazette.example/%d", n), "outlet": "The Orrin Gazette", "date": "2026-03-09",
			"text": fmt.Sprintf("Ann Poe said that pier %d is mended. \"It was high time for pier %d,\" Sam Loe told reporters.\n", n, n),
		}))
	}
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}
