package assistant

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// patient is a transport whose connection ends only when all that was asked is
// answered: a client that writes its questions and closes its end, as a shell does,
// gets every answer. The SDK's own drops those that are not written by then.
type patient struct{ mcp.Transport }

// mostPatience is how long answers are waited for after the last question.
const mostPatience = time.Minute

// Connect implements [mcp.Transport].
func (p patient) Connect(ctx context.Context) (mcp.Connection, error) {
	c, err := p.Transport.Connect(ctx)
	return &patientConnection{Connection: c, open: map[jsonrpc.ID]bool{}, answered: make(chan struct{}, 1)}, err
}

type patientConnection struct {
	mcp.Connection
	mu       sync.Mutex
	open     map[jsonrpc.ID]bool // calls without an answer
	answered chan struct{}       // told when there are none
}

// Read implements [mcp.Connection].
func (c *patientConnection) Read(ctx context.Context) (jsonrpc.Message, error) {
	m, err := c.Connection.Read(ctx)
	if call, ok := m.(*jsonrpc.Request); ok && err == nil && call.IsCall() {
		c.mark(call.ID, true)
	}
	if errors.Is(err, io.EOF) {
		c.wait(ctx)
	}
	return m, err
}

// Write implements [mcp.Connection].
func (c *patientConnection) Write(ctx context.Context, m jsonrpc.Message) error {
	err := c.Connection.Write(ctx, m)
	if answer, ok := m.(*jsonrpc.Response); ok {
		c.mark(answer.ID, false)
	}
	return err
}

// mark notes whether a call is open.
func (c *patientConnection) mark(id jsonrpc.ID, open bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if open {
		c.open[id] = true
		return
	}
	if delete(c.open, id); len(c.open) == 0 {
		select {
		case c.answered <- struct{}{}:
		default:
		}
	}
}

// wait returns when no call is open, or patience ends.
func (c *patientConnection) wait(ctx context.Context) {
	patience := time.NewTimer(mostPatience)
	defer patience.Stop()
	for {
		c.mu.Lock()
		open := len(c.open)
		c.mu.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-c.answered:
		case <-patience.C:
			return
		case <-ctx.Done():
			return
		}
	}
}
