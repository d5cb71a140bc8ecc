# What is done often. CI runs .ci/run, which does all of it.

.PHONY: check test golden fuzz eval bench torture kill counts writers

# Formatting and linters.
check:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...

test:
	go test ./...

# Write the expected figures and outputs anew; look at the difference before
# committing it.
golden:
	go test . ./internal/compare ./internal/export ./internal/eval -update

# Fuzz one target longer: make fuzz PKG=./internal/nlp TARGET=FuzzTokens TIME=10m
PKG ?= .
TARGET ?= Fuzz
TIME ?= 1m
fuzz:
	go test -run='^$$' -fuzz='$(TARGET)' -fuzztime=$(TIME) $(PKG)

# Kill runs of hearsay read and hearsay watch at random instants and compare what comes of them.
KILLS ?= 200
kill:
	go test ./cmd/hearsay -run='^Test(Kill|WatchKilled)$$' -kills=$(KILLS) -timeout=2h -v

# Made-up searches of which the screen, CSV, JSON Lines and SQL have to count the same.
COUNTS ?= 10000
counts:
	go test ./cmd/hearsay -run='^TestCountsAgree$$' -counts=$(COUNTS) -timeout=2h -v

# Needs ../shared.
eval:
	go run ./cmd/hearsay-dev eval

bench:
	go test -run='^$$' -bench=. -benchmem ./...

# Eight writers into one ledger on a server, 100,000 articles, which takes a quarter of an
# hour; workers of its queue that are killed.
writers:
	HEARSAY_QUEUE_KILLS=1 go test -v -run '^TestWorkers$$' ./cmd/hearsay
	HEARSAY_ARTICLES=100000 go test -v -timeout 2h -run '^TestManyWritersAtLength$$' ./internal/store

# What a ledger promises, at length: a thousand kills, every fault of the disk.
torture:
	HEARSAY_KILLS=1000 go test -v -timeout 2h -run 'Killed|EveryFault|Damaged|FindsWhatIsMeant|PagesWhileAdding' ./internal/store
