// Package cluster runs a PostgreSQL server for tests: one that is made for them, in a
// directory of its own, and ends with the process that started it, however that ends.
// Programs do not import it.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrAbsent says that this machine has no server to run.
var ErrAbsent = errors.New("PostgreSQL is not installed here (initdb is neither in PATH nor in /usr/lib/postgresql/*/bin)")

// Cluster is a server that runs.
type Cluster struct {
	dir     string // with the data and the socket
	process *exec.Cmd
	leash   io.Closer // the server ends when it is closed
	schemas atomic.Int64
}

// Start makes a server and starts it, with further settings (name=value). It takes a
// second or two. The error is ErrAbsent if there is none to run.
func Start(settings ...string) (c *Cluster, err error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	// The path of a socket has to be short.
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	c = &Cluster{dir: dir}
	defer func() {
		if err != nil {
			c.Stop()
		}
	}()
	attributes, err := lesserUser(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "hearsay", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = attributes, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	args := []string{"-D", data, "-k", dir, "-h", "", "-c", "fsync=off", "-c", "max_connections=100"}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	// The shell ends the server, and removes what it had, when nobody holds the other end of
	// its input any more.
	c.process = exec.Command("sh", append([]string{"-c", `"$@" & server=$!; read _; kill -INT $server; wait $server; cd / && rm -r "$0"`, dir, filepath.Join(bin, "postgres")}, args...)...)
	c.process.SysProcAttr, c.process.Dir = attributes, dir
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	c.process.Stdout, c.process.Stderr = log, log
	if c.leash, err = c.process.StdinPipe(); err != nil {
		return nil, err
	}
	if err := c.process.Start(); err != nil {
		return nil, err
	}
	return c, c.ready(filepath.Join(data, "postmaster.pid"))
}

// binaries returns the directory of the server's programs.
func binaries() (string, error) {
	candidates, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.Reverse(candidates)
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			candidates = append([]string{real}, candidates...)
		}
	}
	for _, initdb := range candidates {
		if _, err := os.Stat(filepath.Join(filepath.Dir(initdb), "postgres")); err == nil {
			return filepath.Dir(initdb), nil
		}
	}
	return "", ErrAbsent
}

// ready waits until the server says so in its file.
func (c *Cluster) ready(file string) error {
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
		if said, err := os.ReadFile(file); err == nil && strings.Contains(string(said), "ready") {
			return nil
		}
	}
	log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
	return fmt.Errorf("the server does not get ready: %s", log)
}

// Stop ends the server and removes what it had.
func (c *Cluster) Stop() {
	if c.leash != nil {
		_ = c.leash.Close()
		_ = c.process.Wait()
	}
	_ = os.RemoveAll(c.dir)
}

// Address returns the address of a schema of the server's database; of the database
// itself if schema is empty.
func (c *Cluster) Address(schema string) string {
	q := url.Values{"host": {c.dir}, "user": {"hearsay"}}
	if schema != "" {
		q.Set("search_path", schema)
	}
	return "postgres:///postgres?" + q.Encode()
}

// NewSchema makes a schema and returns its address.
func (c *Cluster) NewSchema() (string, error) {
	name := fmt.Sprintf("ledger_%d", c.schemas.Add(1))
	return c.Address(name), c.Exec("CREATE SCHEMA " + name)
}

// Exec executes statements as the owner of the server.
func (c *Cluster) Exec(statements string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.Address(""))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statements)
	return errors.Join(err, conn.Close(ctx))
}
