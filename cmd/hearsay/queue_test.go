package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

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
	for ends := time.Now().Add(55 * time.Second); ; time.Sleep(50 * time.Millisecond) {
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

// onServer returns the address of a new schema on the server of the tests, and skips the
// test where there is none.
func onServer(t *testing.T) string {
	t.Helper()
	c, err := server()
	if errors.Is(err, cluster.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := c.NewSchema()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

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
