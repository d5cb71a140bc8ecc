package assistant

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"hearsay"
	"hearsay/internal/store"
)

const article = "DORVIN, March 9. /VTA/: The ministry told reporters that the talks on the river Orla would resume in April. " +
	"\"We have never closed the river,\" Minister Ilan Torvek said.\n"

// connect starts a server over pipes, as a client starts the program, and returns the
// client's end.
func connect(t *testing.T, o Options) *mcp.ClientSession {
	t.Helper()
	var err error
	if o.Reader, err = hearsay.NewReader(); err != nil {
		t.Fatal(err)
	}
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, toServer, fromServer, o) }()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(ctx, &mcp.IOTransport{Reader: toClient, Writer: fromClient}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = session.Close()
		stop()
		<-done
	})
	return session
}

// call calls a tool and returns what it answers, or the words of its error.
func call(t *testing.T, s *mcp.ClientSession, tool string, arguments map[string]any) (out map[string]any, failed string) {
	t.Helper()
	result, err := s.CallTool(context.Background(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatal(err)
	}
	text := result.Content[0].(*mcp.TextContent).Text
	if result.IsError {
		return nil, text
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
	return out, ""
}

func newLedger(t *testing.T) (*store.Ledger, *hearsay.Reading) {
	t.Helper()
	ledger, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "ledger.db"), store.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	reading, err := hearsay.Read(hearsay.NewArticle(article))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Add(context.Background(), []store.Entry{{Article: reading.Article, Reading: reading}}); err != nil {
		t.Fatal(err)
	}
	return ledger, reading
}

// TestTools asks each tool something, and checks that spans lead to the words.
func TestTools(t *testing.T) {
	ledger, reading := newLedger(t)
	s := connect(t, Options{Ledger: ledger})
	list, err := s.ListTools(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range list.Tools {
		if tool.Description == "" || tool.Annotations == nil || !tool.Annotations.ReadOnlyHint {
			t.Errorf("%s is not said to change nothing", tool.Name)
		}
	}
	if len(list.Tools) != 5 {
		t.Errorf("%d tools", len(list.Tools))
	}
	out, failed := call(t, s, "read", map[string]any{"text": article})
	checkSpans(t, []rune(article), out)
	if failed != "" || len(out["attributions"].([]any)) != len(reading.Attributions) {
		t.Errorf("read: %s %v", failed, out)
	}
	out, failed = call(t, s, "search", map[string]any{"query": `river who:torvek`})
	if failed != "" || out["total"] != 1.0 {
		t.Fatalf("search: %s %v", failed, out)
	}
	checkSpans(t, []rune(article), out)
	id := out["rows"].([]any)[0].(map[string]any)["id"].(string)
	for _, arguments := range []map[string]any{{"id": id}, {"quote": "We have never closed the river"}} {
		out, failed = call(t, s, "trace", arguments)
		if failed != "" || len(out["families"].([]any)) != 1 {
			t.Errorf("trace %v: %s %v", arguments, failed, out)
		}
	}
	for _, arguments := range []map[string]any{{"quote": "We have never closed the river"}, {"quote": "We have never closed the river", "text": article}} {
		out, failed = call(t, s, "verify", arguments)
		if encoded, _ := json.Marshal(out); failed != "" || !strings.Contains(string(encoded), `"verbatim"`) {
			t.Errorf("verify %v: %s %s", arguments, failed, encoded)
		}
	}
	if out, failed = call(t, s, "article", map[string]any{"id": reading.Article.ID}); failed != "" || out["article"].(map[string]any)["text"] != article {
		t.Errorf("article: %s %v", failed, out)
	}
}

// checkSpans looks up every span in the text.
func checkSpans(t *testing.T, text []rune, value any) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			checkSpans(t, text, item)
		}
	case map[string]any:
		start, ok := v["start"].(float64)
		end, _ := v["end"].(float64)
		if words, _ := v["text"].(string); ok && string(text[int(start):int(end)]) != words {
			t.Errorf("%q does not stand at %v", words, start)
		}
		for _, item := range v {
			checkSpans(t, text, item)
		}
	}
}

// TestMistakes makes mistakes: each is told, and the next call works.
func TestMistakes(t *testing.T) {
	ledger, _ := newLedger(t)
	s := connect(t, Options{Ledger: ledger})
	for _, c := range []struct {
		tool      string
		arguments map[string]any
	}{
		{"read", map[string]any{"text": " \n"}}, {"read", map[string]any{}}, {"read", map[string]any{"text": 7}},
		{"read", map[string]any{"text": strings.Repeat("a ", 600<<10)}},
		{"search", map[string]any{"query": "a", "order": "up"}}, {"search", map[string]any{"query": "a", "next": "garbled"}},
		{"trace", map[string]any{}}, {"trace", map[string]any{"id": "0000000000000000"}}, {"trace", map[string]any{"id": "x"}},
		{"verify", map[string]any{"quote": ""}}, {"article", map[string]any{"id": "0000000000000000"}},
	} {
		if _, failed := call(t, s, c.tool, c.arguments); failed == "" {
			t.Errorf("%s %v did not fail", c.tool, c.arguments)
		}
	}
	if _, failed := call(t, s, "search", map[string]any{"query": `"'[{ AND NEAR( C++ 💩`}); failed != "" {
		t.Error(failed)
	}
}

// TestWithoutLedger reads and verifies texts where there is no ledger.
func TestWithoutLedger(t *testing.T) {
	s := connect(t, Options{})
	if _, failed := call(t, s, "verify", map[string]any{"quote": "closed the river", "text": article}); failed != "" {
		t.Error(failed)
	}
	if _, failed := call(t, s, "verify", map[string]any{"quote": "closed the river"}); !strings.Contains(failed, "no ledger") {
		t.Errorf("%q", failed)
	}
}

// TestAnswersAfterTheLastQuestion has a client close its end at once.
func TestAnswersAfterTheLastQuestion(t *testing.T) {
	reader, err := hearsay.NewReader()
	if err != nil {
		t.Fatal(err)
	}
	const asked = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"read","arguments":{"text":"Ann Poe said that it rained."}}}
`
	for range 20 {
		var out answers
		if err := Serve(t.Context(), io.NopCloser(strings.NewReader(asked)), &out, Options{Reader: reader}); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, `"id":1`) || !strings.Contains(got, `"id":2`) || !strings.Contains(got, "that it rained") {
			t.Fatalf("answers are missing: %s", got)
		}
	}
}

// answers keeps what a server writes.
type answers struct{ bytes.Buffer }

// Close does nothing.
func (*answers) Close() error { return nil }
