package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addDispatches(t, l, 1, torveks...)
		for _, thorough := range []bool{false, true} {
			h, err := l.Check(ctx, thorough)
			if err != nil || len(h.Problems) > 0 || h.Attributions != int64(len(torveks)) || h.Schema != schemaVersion {
				t.Errorf("%+v, %v", h, err)
			}
		}
		// A row of the index that the table does not have.
		err := l.write(ctx, func(p *pen) error {
			return p.exec(l.db.index("attributions"), 9999, "words "+mark+"f"+none+none)
		})
		if err != nil {
			t.Fatal(err)
		}
		h, err := l.Check(ctx, false)
		if err != nil || len(h.Problems) != 1 || h.Problems[0] != "the index has 9 attributions, the table 8" {
			t.Errorf("%+v, %v", h, err)
		}
	})
}

// TestCheckOfDamage overwrites pages of a file: that is told, and nothing panics.
func TestCheckOfDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := openTest(t, path)
	addMany(t, l, 300)
	copied := filepath.Join(t.TempDir(), "damaged.db")
	if err := l.Copy(context.Background(), copied); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for at := 8 * 4096; at+4096 < len(data); at += 5 * 4096 {
		copy(data[at:at+4096], strings.Repeat("damage", 700))
	}
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, err := Open(context.Background(), copied, Options{ReadOnly: true})
	if err != nil {
		if !errors.Is(err, ErrDamaged) {
			t.Error(err)
		}
		return
	}
	defer damaged.Close()
	if h, err := damaged.Check(context.Background(), false); len(h.Problems) == 0 && !errors.Is(err, ErrDamaged) {
		t.Errorf("nothing is found wrong: %+v, %v", h, err)
	}
}
