package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"hearsay/internal/warc"
)

// workResult is a result of a worker, as far as the tests look at it.
type workResult struct {
	Item          any
	Name, Outcome string
	Error         *struct{ Reason, Kept, Next string }
	Article       map[string]string
	Rows          []map[string]any
	Statements    []struct {
		ID   string
		Keys []uint32
	}
	Reading json.RawMessage
}

func parseResults(t *testing.T, out []byte) []workResult {
	t.Helper()
	var results []workResult
	for line := range bytes.Lines(out) {
		var r workResult
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%v in %.200q", err, line)
		}
		results = append(results, r)
	}
	return results
}

// workOn runs a worker on items to its end.
func workOn(t *testing.T, items string, args ...string) ([]workResult, string) {
	t.Helper()
	cmd, told := program(t, append([]string{"worker"}, args...)...)
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout = strings.NewReader(items), &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	return parseResults(t, out.Bytes()), told.String()
}

func item(t *testing.T, members map[string]any) string {
	t.Helper()
	members["schema"] = itemSchema
	line, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	// The schema has to stand near the beginning.
	return `{"schema":"` + itemSchema + `",` + strings.Replace(string(line[1:]), `,"schema":"`+itemSchema+`"`, "", 1) + "\n"
}

// TestWorkerReadsAsRead gives a worker the same pages in every way there is, and
// compares its readings with those of "hearsay read".
func TestWorkerReadsAsRead(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "news.warc.gz")
	data := archive(9, texts(t)[:3]...)
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	cmd, _ := program(t, "read", file)
	want, _ := cmd.Output() // a page is damaged, so that the exit code is 3
	if n := bytes.Count(want, []byte("\n")); n != 8 {
		t.Fatalf("%d readings", n)
	}
	var whole, parts, bytesToo strings.Builder
	whole.WriteString(item(t, map[string]any{"item": []int{1}, "path": file}))
	for i, p := range recordsOf(t, data) {
		parts.WriteString(item(t, map[string]any{"item": i, "path": file, "offset": p[0], "length": p[1] - p[0]}))
		bytesToo.WriteString(item(t, map[string]any{"item": i, "name": file, "offset": p[0], "data": base64.StdEncoding.EncodeToString(data[p[0]:p[1]])}))
	}
	for name, items := range map[string]string{"whole": whole.String(), "parts": parts.String(), "bytes": bytesToo.String()} {
		results, told := workOn(t, items, "--jobs=3")
		var got []byte
		failed := 0
		for _, r := range results {
			if r.Reading != nil {
				got = append(append(got, r.Reading...), '\n')
			}
			if r.Outcome == "failed" {
				failed++
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: other readings than those of hearsay read", name)
		}
		if failed != 1 || !strings.Contains(told, "9 documents: 8 read, 1 failed") {
			t.Errorf("%s: %d failed\n%s", name, failed, told)
		}
	}
}

// recordsOf returns where the records of a compressed archive begin and end.
func recordsOf(t *testing.T, data []byte) [][2]int64 {
	t.Helper()
	var all [][2]int64
	r := warc.NewReader(bytes.NewReader(data), warc.Place{}, int64(len(data)))
	for {
		rec, err := r.Next()
		if err == io.EOF {
			break
		}
		at := warc.Place{}
		if rec != nil {
			at = rec.Place
		} else if d, ok := err.(*warc.Damage); ok {
			at = d.Place
		}
		if len(all) > 0 && all[len(all)-1][0] == at.Offset {
			continue // the damage of a record whose head is whole
		}
		if len(all) > 0 {
			all[len(all)-1][1] = at.Offset
		}
		all = append(all, [2]int64{at.Offset, int64(len(data))})
	}
	return all
}

// TestWorkerAnswersEverything hands over all that is no item besides some that are.
func TestWorkerAnswersEverything(t *testing.T) {
	items := strings.Join([]string{
		`{"text":"Ann Poe said that the ferry would not sail before Friday.","outlet":"Gazette"}`,
		``,
		`no JSON`,
		`{"schema":"hearsay.item/1","item":"b"}`,
		`{"schema":"hearsay.item/1","item":{"a": 1},"name":"x.html","article":{"text":"“It rained,” Ann Poe said."}}`,
		`{"schema":"hearsay.item/1","item":"c","path":"/dev/null"}`,
		`{"schema":"hearsay.item/1","item":"d","path":"nowhere.txt"}`,
		`{"schema":"hearsay.item/1","item":"e","name":"x","data":"!"}`,
		`{"schema":"hearsay.item/1","item":"f","name":"x.pdf","data":"JVBERi0xLjc="}`,
		`{"schema":"hearsay.item/1","item":"g","name":"y","offset":-1,"data":"eA=="}`,
		`{"schema":"hearsay.item/1","item":"h","name":"x.csv","data":"` + base64.StdEncoding.EncodeToString([]byte("url,text\na,It rained in Orla today.\nb,Ann Poe said that it rained.\n")) + `"}`,
		`{"title":"without text"}`,
		`{"text":"Bo Hix said that it was dry."}`, // without a line end
	}, "\n")
	for _, jobs := range []string{"1", "4"} {
		results, _ := workOn(t, items, "--jobs", jobs, "--parts=rows,statements")
		var got []string
		for _, r := range results {
			id, _ := json.Marshal(r.Item)
			got = append(got, fmt.Sprintf("%s %s %s %d", id, r.Name, r.Outcome, len(r.Rows)))
			if (r.Outcome == "failed") != (r.Error != nil) || r.Error != nil && (r.Error.Reason == "" || r.Error.Kept == "") {
				t.Errorf("%s: %s with %+v", r.Name, r.Outcome, r.Error)
			}
			if r.Reading != nil {
				t.Errorf("%s: a reading that nobody asked for", r.Name)
			}
		}
		want := []string{
			"1 -:1 read 1", "3 -:3 failed 0", `"b" -:4 failed 0`, `{"a":1} x.html read 1`, `"c" /dev/null failed 0`, `"d" nowhere.txt failed 0`,
			"null -:8 failed 0", `"f" x.pdf failed 0`, `"g" y failed 0`, `"h" x.csv:2 read 0`, `"h" x.csv:3 read 1`, "12 -:12 failed 0", "13 -:13 read 1",
		}
		if !slices.Equal(got, want) {
			t.Errorf("--jobs %s: got\n%s\nwant\n%s", jobs, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if s := results[0].Statements; len(s) != 1 || len(s[0].Keys) == 0 || s[0].ID == "" {
			t.Errorf("statements %v", s)
		}
	}
}

// TestWorkerAtOnce reads a result before it gives the next item.
func TestWorkerAtOnce(t *testing.T) {
	cmd, told := program(t, "worker", "--jobs=2")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for i := range 5 {
		fmt.Fprintf(in, `{"text":"Ann Poe said that it rained %d times."}`+"\n", i)
		line, err := lines.ReadString('\n')
		if err != nil || !strings.Contains(line, fmt.Sprintf(`"name":"-:%d"`, i+1)) {
			t.Fatalf("%v: %.100s", err, line)
		}
	}
	in.Close()
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("%v: %q at the end", err, rest)
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(told.String(), "5 items: 5 documents: 5 read") {
		t.Errorf("%v\n%s", err, told)
	}
}

// TestWorkerGivesUp has a worker read what takes too long, and what takes too much
// memory, in the midst of other documents.
func TestWorkerGivesUp(t *testing.T) {
	if testing.Short() {
		t.Skip("takes more than 5 s")
	}
	long, err := json.Marshal(strings.Repeat("The mayor of Orla said that the ferry would not sail, and that it had rained. ", 200_000))
	if err != nil {
		t.Fatal(err)
	}
	items := `{"text":"Ann Poe said that it rained."}` + "\n" + `{"text":` + string(long) + "}\n" + `{"text":"Bo Hix said that it was dry."}` + "\n"
	for _, c := range []struct{ time, memory, why string }{
		{"--time=4s", "--memory=8000", "too slow to read: it takes more than 4s"},
		{"--time=1m", "--memory=100", "too large: it takes more than 100 MB of memory"},
	} {
		results, _ := workOn(t, items, "--jobs=1", c.time, c.memory)
		if len(results) != 3 || results[0].Outcome != "read" || results[2].Outcome != "read" {
			t.Fatalf("%s: %+v", c.why, results)
		}
		if bad := results[1]; bad.Name != "-:2" || bad.Error == nil || !strings.Contains(bad.Error.Reason, c.why) {
			t.Errorf("%s: %+v %+v", c.why, bad, bad.Error)
		}
	}
}

// TestWorkerOutlivesItsProcesses kills the processes that read, at any time: a document
// that two of them were at is given up, all others are read once.
func TestWorkerOutlivesItsProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("takes more than 5 s")
	}
	children, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(children) == 0 {
		t.Skip("this system does not tell which processes a process has")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "news.warc.gz")
	if err := os.WriteFile(file, archive(60, texts(t)...), 0o666); err != nil {
		t.Fatal(err)
	}
	items := item(t, map[string]any{"path": file}) + item(t, map[string]any{"path": file})
	calm, _ := workOn(t, items, "--jobs=2")
	cmd, told := program(t, "worker", "--jobs=2")
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout = strings.NewReader(items), &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killed := killChildren(cmd, 10)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	results := parseResults(t, out.Bytes())
	if killed == 0 || len(results) != len(calm) {
		t.Fatalf("%d processes killed, %d results, want %d", killed, len(results), len(calm))
	}
	for i, r := range results {
		gaveUp := r.Error != nil && strings.Contains(r.Error.Reason, "killed")
		if r.Name != calm[i].Name || !gaveUp && !bytes.Equal(r.Reading, calm[i].Reading) {
			t.Errorf("result %d is of %s (%s), want that of %s", i, r.Name, r.Outcome, calm[i].Name)
		}
	}
}

// killChildren kills processes that a program has started, one after the other, until
// it ends, at most so many. It returns how many it was.
func killChildren(cmd *exec.Cmd, most int) (killed int) {
	for idle := 0; idle < 10; idle++ {
		time.Sleep(200 * time.Millisecond)
		lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", cmd.Process.Pid))
		var pids []string
		for _, l := range lists {
			data, _ := os.ReadFile(l)
			pids = append(pids, strings.Fields(string(data))...)
		}
		if len(pids) == 0 {
			continue
		}
		pid, err := strconv.Atoi(pids[killed%len(pids)])
		if err != nil {
			continue
		}
		if p, err := os.FindProcess(pid); err == nil && p.Kill() == nil {
			killed++
			idle = 0
		}
		if killed == most {
			break
		}
	}
	return killed
}

// TestWorkerIsInterrupted ends a worker while it waits and while it reads.
func TestWorkerIsInterrupted(t *testing.T) {
	for _, items := range []string{"", `{"text":"Ann Poe said that it rained."}` + "\n"} {
		cmd, told := program(t, "worker", "--jobs=2")
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(in, items)
		time.Sleep(200 * time.Millisecond)
		_ = cmd.Process.Signal(syscall.SIGTERM)
		err = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitInterrupted && code != -1 { // -1: before the program could listen
			t.Errorf("exit code %d, %v\n%s", code, err, told)
		}
	}
}

// TestWorkerFindsFamilies compares statements and joins what is alike.
func TestWorkerFindsFamilies(t *testing.T) {
	statement := func(id, text, speaker string, keys ...int) map[string]any {
		return map[string]any{"id": id, "article": "article of " + id, "text": text, "speaker": speaker, "kind": "person", "keys": keys}
	}
	statements := []any{
		statement("a", "the ferry to Orla would not sail before Friday because ice had damaged the pier", "Ann Poe", 7, 9),
		statement("b", "“The ferry to Orla will not sail before Friday because ice has damaged the pier”", "Poe", 7, 9),
		statement("c", "taxes on windows will rise by a tenth in the coming year", "Bo Hix", 7),
		statement("d", "The ferry to Orla will not sail before Friday", "Ann Poe", 9),
	}
	items := item(t, map[string]any{"item": 1, "key": 7, "statements": statements}) +
		item(t, map[string]any{"item": 2, "key": 9, "statements": statements}) +
		item(t, map[string]any{"item": 3, "nodes": []string{"a", "b", "c", "d"}, "links": []itemLink{{"b", "a", 0.9}, {"d", "a", 0.8}, {"b", "d", 0.7}}}) +
		item(t, map[string]any{"item": 4, "nodes": []string{"a"}, "links": []itemLink{{"b", "a", 0.9}}})
	cmd, told := program(t, "worker")
	cmd.Stdin = strings.NewReader(items)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	var got []string
	for line := range bytes.Lines(out) {
		var r struct {
			Item     int
			Links    []itemLink
			Families [][]string
			Error    *struct{ Reason string }
		}
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		s := fmt.Sprint(r.Item, r.Families)
		for _, l := range r.Links {
			s += fmt.Sprintf(" %s%s:%t", l.A, l.B, l.Score > 0.5)
		}
		if r.Error != nil {
			s += " " + r.Error.Reason
		}
		got = append(got, s)
	}
	want := []string{
		"1 [] ab:true", // a and b share 9, too, but 7 is smaller
		"2 [] ad:true bd:true",
		"3 [[a b d] [c]]",
		`4 [] the line is no item of work: the link of "b" and "a" is not one of two of its nodes`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestItemsWithBytes reads items however their bytes are written: as a JSON parser does.
func TestItemsWithBytes(t *testing.T) {
	const head = `{"schema":"hearsay.item/1","item":7,"name":"a.warc.gz","offset":12`
	for _, c := range []struct{ line, data string }{
		{head + `,"data":"SGVhcnNheQ=="}`, "Hearsay"},
		{head + `,"data":"SGVhcnNheQ=="}` + "\n", "Hearsay"},
		{head + `,"data":""}`, ""},
		{head + `,"data":"SGVhcnNheQ==" }`, "Hearsay"},
		{head + `, "data": "SGVhcnNheQ=="}`, "Hearsay"},
		{`{"schema":"hearsay.item/1","data":"SGVhcnNheQ==","name":"a.warc.gz","item":7,"offset":12}`, "Hearsay"},
		{head + `,"data":"\u0053GVhcnNheQ=="}`, "Hearsay"},
		{`{"schema":"hearsay.item/1","item":{"of":1,"data":"SGVhcnNheQ=="},"name":"a.warc.gz","offset":12,"data":"SGVhcnNheQ=="}`, "Hearsay"},
	} {
		got, err := parseItem([]byte(c.line), 1)
		if err != nil || string(got.Data) != c.data || got.Data == nil || got.Name != "a.warc.gz" || got.Offset != 12 || len(got.Item) == 0 {
			t.Errorf("%s: %+v, %v", c.line, got, err)
		}
	}
	for _, line := range []string{head + `,"data":"SGV*cnNheQ=="}`, head + `,"data":"SGVhcnNheQ=="`, head + `,"of":{"a":1,"data":"SGVhcnNheQ=="}`} {
		if got, err := parseItem([]byte(line), 1); !errors.Is(err, errNoItem) {
			t.Errorf("%s: %+v, %v", line, got, err)
		}
	}
}
