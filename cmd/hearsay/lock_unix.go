//go:build unix

package main

import (
	"errors"
	"os"
	"syscall"
)

// lockFile opens a file, which it creates if there is none, and locks it until it
// is closed or the process ends. The error is errBusy if another process has it.
// File systems that know no locks have none.
func lockFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		_ = file.Close()
		return nil, errBusy
	}
	return file, nil
}
