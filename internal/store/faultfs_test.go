package store

import (
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// faultFS is a file system for SQLite that fails on demand: the system's own, save
// that one operation of a kind, or every one from then on, returns an error instead
// of doing anything. It is what SQLite calls a shim VFS: a table of functions whose
// files have tables of functions in turn, of which some are replaced.

// fault says what is to fail.
type fault struct {
	operation operation
	code      int32 // what SQLite is told
	at        int64 // which one fails, counted from 1
	forever   bool  // and all after it
}

type operation int

const (
	writing operation = iota
	syncing
	truncating
	reading
	opening
	deleting
	mapping // of the index of the WAL
	operations
)

const faultName = "hearsay-fault"

// faults is the state of the file system: there is one in the process, as with
// SQLite's own.
var faults struct {
	once   sync.Once
	armed  atomic.Pointer[fault]
	seen   [operations]atomic.Int64
	fired  atomic.Int64
	vfs    uintptr                                  // the system's
	mu     sync.Mutex                               // guards tables
	tables map[uintptr]*sqlite3.Tsqlite3_io_methods // replaced → the system's
	by     map[uintptr]uintptr                      // the system's → replaced
}

// faultFS registers the file system and returns its name.
func faultFS(t testing.TB) string {
	t.Helper()
	faults.once.Do(func() {
		tls := libc.NewTLS()
		faults.vfs = sqlite3.Xsqlite3_vfs_find(tls, 0)
		faults.tables, faults.by = map[uintptr]*sqlite3.Tsqlite3_io_methods{}, map[uintptr]uintptr{}
		shim := *at[sqlite3.Tsqlite3_vfs](faults.vfs)
		shim.FzName = allocate([len(faultName) + 1]byte([]byte(faultName + "\x00")))
		shim.FxOpen, shim.FxDelete = pointer(faultOpen), pointer(faultDelete)
		sqlite3.Xsqlite3_vfs_register(tls, allocate(shim), 0)
	})
	return faultName
}

// arm lets a fault happen from now on; nil for none.
func arm(f *fault) {
	for i := range faults.seen {
		faults.seen[i].Store(0)
	}
	faults.fired.Store(0)
	faults.armed.Store(f)
}

// fails counts an operation and reports whether it is to fail.
func fails(op operation) (code int32, ok bool) {
	n := faults.seen[op].Add(1)
	f := faults.armed.Load()
	if f == nil || f.operation != op || n < f.at || n > f.at && !f.forever {
		return 0, false
	}
	faults.fired.Add(1)
	return f.code, true
}

// at returns what lies at an address of C code.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// allocate copies v to memory of C, which stays allocated, and returns its address: C
// code must not point into memory of Go.
func allocate[T any](v T) uintptr {
	tls := libc.NewTLS()
	defer tls.Close()
	address := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(v)))
	*at[T](address) = v
	return address
}

// pointer returns a function as C code calls it.
func pointer(f any) uintptr {
	return (*[2]uintptr)(unsafe.Pointer(&f))[1]
}

func faultOpen(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	if code, ok := fails(opening); ok {
		at[sqlite3.Tsqlite3_file](file).FpMethods = 0
		return code
	}
	open := at[sqlite3.Tsqlite3_vfs](faults.vfs).FxOpen
	code := (*(*func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32)(unsafe.Pointer(&struct{ uintptr }{open})))(tls, faults.vfs, name, file, flags, out)
	f := at[sqlite3.Tsqlite3_file](file)
	if f.FpMethods != 0 {
		f.FpMethods = replaced(f.FpMethods)
	}
	return code
}

func faultDelete(tls *libc.TLS, vfs, name uintptr, sync int32) int32 {
	if code, ok := fails(deleting); ok {
		return code
	}
	f := at[sqlite3.Tsqlite3_vfs](faults.vfs).FxDelete
	return (*(*func(*libc.TLS, uintptr, uintptr, int32) int32)(unsafe.Pointer(&struct{ uintptr }{f})))(tls, faults.vfs, name, sync)
}

// replaced returns the table of functions that stands for one of the system's.
func replaced(system uintptr) uintptr {
	faults.mu.Lock()
	defer faults.mu.Unlock()
	if to, ok := faults.by[system]; ok {
		return to
	}
	original := at[sqlite3.Tsqlite3_io_methods](system)
	table := *original
	table.FxRead, table.FxWrite = pointer(faultRead), pointer(faultWrite)
	table.FxTruncate, table.FxSync = pointer(faultTruncate), pointer(faultSync)
	table.FxShmMap = pointer(faultShmMap)
	to := allocate(table)
	faults.by[system], faults.tables[to] = to, original
	return to
}

// system returns the system's functions for a file.
func system(file uintptr) *sqlite3.Tsqlite3_io_methods {
	faults.mu.Lock()
	defer faults.mu.Unlock()
	return faults.tables[at[sqlite3.Tsqlite3_file](file).FpMethods]
}

func faultRead(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	if code, ok := fails(reading); ok {
		return code
	}
	f := system(file).FxRead
	return (*(*func(*libc.TLS, uintptr, uintptr, int32, int64) int32)(unsafe.Pointer(&struct{ uintptr }{f})))(tls, file, buf, n, offset)
}

func faultWrite(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	if code, ok := fails(writing); ok {
		return code
	}
	f := system(file).FxWrite
	return (*(*func(*libc.TLS, uintptr, uintptr, int32, int64) int32)(unsafe.Pointer(&struct{ uintptr }{f})))(tls, file, buf, n, offset)
}

func faultTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	if code, ok := fails(truncating); ok {
		return code
	}
	f := system(file).FxTruncate
	return (*(*func(*libc.TLS, uintptr, int64) int32)(unsafe.Pointer(&struct{ uintptr }{f})))(tls, file, size)
}

func faultSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	if code, ok := fails(syncing); ok {
		return code
	}
	f := system(file).FxSync
	return (*(*func(*libc.TLS, uintptr, int32) int32)(unsafe.Pointer(&struct{ uintptr }{f})))(tls, file, flags)
}

func faultShmMap(tls *libc.TLS, file uintptr, page, size, extend int32, out uintptr) int32 {
	if code, ok := fails(mapping); ok {
		return code
	}
	f := system(file).FxShmMap
	return (*(*func(*libc.TLS, uintptr, int32, int32, int32, uintptr) int32)(unsafe.Pointer(&struct{ uintptr }{f})))(tls, file, page, size, extend, out)
}
