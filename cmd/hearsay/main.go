// Command hearsay reads news and says who said what, according to whom.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(command())
}

// command runs the program with the process's own arguments and streams and
// returns its exit code.
func command() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once, whatever it waits for
	log.SetOutput(io.Discard)    // net/http writes there what servers send unasked
	std := stdio{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	return std.exitCode(run(ctx, os.Args[1:], std))
}
