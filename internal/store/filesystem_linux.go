package store

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// networks are the file systems that do not keep the locks a ledger needs
// (statfs(2)).
var networks = map[int64]string{
	0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x5346414f: "AFS", 0x73757245: "Coda",
}

// refuseNetwork refuses paths on network file systems, where two machines can
// damage a ledger.
func refuseNetwork(path string) error {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return nil // opening will tell
	}
	kind, ok := networks[int64(s.Type)&0xffffffff]
	if !ok {
		return nil
	}
	return &Error{Ledger: path, Problem: ErrReadOnly, Detail: "it lies on a network file system (" + kind + "), whose locks are not to be relied on",
		Next: "keep the ledger on a disk of this machine, or use a server: --db postgres://…"}
}

// lockHolder says which processes hold locks on the ledger, as far as the kernel
// tells.
func lockHolder(path string) string {
	inodes := map[string]bool{}
	for _, name := range []string{path, path + "-shm"} {
		var s syscall.Stat_t
		if syscall.Stat(name, &s) == nil {
			inodes[fmt.Sprint(s.Ino)] = true
		}
	}
	locks, err := os.Open("/proc/locks")
	if err != nil {
		return ""
	}
	defer locks.Close()
	own := fmt.Sprint(os.Getpid())
	for lines := bufio.NewScanner(locks); lines.Scan(); {
		// 1: POSIX  ADVISORY  WRITE 4242 fd:01:1234567 120 120
		f := strings.Fields(lines.Text())
		if len(f) < 6 || f[3] != "WRITE" || f[4] == own || f[4] == "-1" {
			continue
		}
		if place := strings.Split(f[5], ":"); inodes[place[len(place)-1]] {
			return "process " + f[4] + " is writing to it"
		}
	}
	return ""
}
