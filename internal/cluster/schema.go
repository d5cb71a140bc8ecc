package cluster

import (
	"errors"
	"testing"
)

// Schema returns the address of a new schema on a server of tests, and skips the test where
// there is none.
func Schema(t testing.TB, server func() (*Cluster, error)) string {
	t.Helper()
	c, err := server()
	if errors.Is(err, ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	address, err := c.NewSchema()
	if err != nil {
		t.Fatal(err)
	}
	return address
}
