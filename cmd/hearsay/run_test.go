package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// devNull stands for a stream nobody looks at.
func devNull(t testing.TB) *os.File {
	t.Helper()
	f, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

// TestOrder reads many articles of very different lengths with many workers.
func TestOrder(t *testing.T) {
	dir := t.TempDir()
	const n = 120
	for i := range n {
		text := strings.Repeat("Ann Poe said that it rained. ", 1+(i*37)%50)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d.txt", i)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, w := pipe(t)
	ended := make(chan error, 1)
	go func() {
		ended <- run(context.Background(), []string{"read", dir, "--jobs", "8"}, stdio{devNull(t), w, devNull(t)})
		w.Close()
	}()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	i := 0
	for ; lines.Scan(); i++ {
		var got struct{ Article struct{ File string } }
		if err := json.Unmarshal(lines.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%03d.txt", i); filepath.Base(got.Article.File) != want {
			t.Fatalf("%s comes where %s should", got.Article.File, want)
		}
	}
	if err := <-ended; err != nil || i != n {
		t.Errorf("%d readings for %d articles, error %v", i, n, err)
	}
}

// TestInterrupt cancels a run that waits for standard input.
func TestInterrupt(t *testing.T) {
	in, _ := pipe(t)
	ctx, cancel := context.WithCancel(context.Background())
	null := devNull(t)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"read", "-"}, stdio{in, null, null}) }()
	cancel()
	select {
	case err := <-ended:
		if code := (stdio{null, null, null}).exitCode(err); code != exitInterrupted {
			t.Errorf("exit code %d for %v", code, err)
		}
	case <-time.After(time.Minute):
		t.Fatal("still waiting")
	}
}

// TestClosedPipe writes to a reader that has gone away.
func TestClosedPipe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(file, []byte("It rained, Ann Poe said."), 0o666); err != nil {
		t.Fatal(err)
	}
	r, w := pipe(t)
	r.Close()
	null := devNull(t)
	err := run(context.Background(), []string{"read", file}, stdio{null, w, null})
	if !errors.Is(err, syscall.EPIPE) {
		t.Fatalf("error is %v", err)
	}
	if code := (stdio{null, null, null}).exitCode(err); code != exitDone {
		t.Errorf("exit code %d", code)
	}
}
