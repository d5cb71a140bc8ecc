package store

import (
	"errors"
	"os"
	"path/filepath"
)

// settle gives a file that is complete its name: its bytes reach the disk
// first, and then the directory does.
func settle(part, name string) error {
	if err := flush(part); err != nil {
		return err
	}
	if err := os.Rename(part, name); err != nil {
		return err
	}
	return flush(filepath.Dir(name))
}

func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
