package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

type described struct {
	Paths map[string]map[string]struct {
		Parameters []struct {
			Name, In string
		}
		Responses map[string]struct {
			Content map[string]struct{ Schema json.RawMessage }
		}
	}
}

// TestOpenAPI holds the description to the server: it has every route of /api/v1 and
// no other, with just the parameters that are taken, and answers are as it says.
func TestOpenAPI(t *testing.T) {
	s, server := newServer(t, Options{Ledger: newLedger(t, entriesForTest(t))})
	var doc described
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		t.Fatal(err)
	}
	described := 0
	for _, methods := range doc.Paths {
		described += len(methods)
	}
	if n := len(s.apiRoutes()); n != described {
		t.Errorf("%d routes, %d described", n, described)
	}
	for _, r := range s.apiRoutes() {
		operation, ok := doc.Paths[r.path][strings.ToLower(r.method)]
		if !ok {
			t.Errorf("%s %s is not described", r.method, r.path)
			continue
		}
		var names []string
		for _, p := range operation.Parameters {
			if p.In == "query" {
				names = append(names, p.Name)
			}
		}
		slices.Sort(names)
		taken := slices.Sorted(slices.Values(r.parameters))
		if !slices.Equal(names, taken) {
			t.Errorf("%s %s: described are %v, taken %v", r.method, r.path, names, taken)
		}
	}
	compiler := newCompiler(t)
	for _, a := range addresses(t, s) {
		path, ok := pathOf(s, a.address)
		if !ok || strings.HasPrefix(path, "/api/v1/queue") { // TestQueue has one
			continue
		}
		response, body := ask(t, a.method, server.URL+a.address, func(r *http.Request) {
			if a.method == http.MethodPost {
				r.Header.Set("Content-Type", "application/json")
				body := `{"id":"1","text":"Ann Poe told Sam Loe that the “water level” would rise.","outlet":"Oster Gazette"}`
				if strings.HasSuffix(a.address, "/feeds") {
					body = `{"urls":["https://user:secret@paper.example/feed.xml"]}`
				}
				if strings.HasSuffix(a.address, "/corrections") {
					body = `{"kind":"mended","by":"Ann","note":"it was","mend":{"medium":"letter","act":null,"speaker":"Sam Loe","kind":"person"}}`
				}
				r.Body = io.NopCloser(strings.NewReader(body))
			}
		})
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d: %.200s", a.address, response.StatusCode, body)
			continue
		}
		doc.hold(t, compiler, path, a.method, response, body)
	}
	response, body := ask(t, "GET", server.URL+"/api/v1/search?size=x", nil)
	schema, err := compiler.Compile("openapi.json#/components/schemas/Error")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil || response.StatusCode != http.StatusBadRequest {
		t.Fatalf("status %d, %v: %s", response.StatusCode, err, body)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// hold holds an answer to its description.
func (d *described) hold(t *testing.T, compiler *jsonschema.Compiler, path, method string, response *http.Response, body string) {
	t.Helper()
	media := strings.SplitN(response.Header.Get("Content-Type"), ";", 2)[0]
	if _, ok := d.Paths[path][strings.ToLower(method)].Responses["200"].Content[media]; !ok {
		t.Errorf("%s: %s is not described", path, media)
		return
	}
	pointer := "#/paths/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path) + "/" + strings.ToLower(method) +
		"/responses/200/content/" + strings.ReplaceAll(strings.ReplaceAll(media, "/", "~1"), "+", "%2B") + "/schema"
	schema, err := compiler.Compile("openapi.json" + pointer)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s is not as described: %v", path, err)
	}
}

func newCompiler(t *testing.T) *jsonschema.Compiler {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(openAPI))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("openapi.json", value); err != nil {
		t.Fatal(err)
	}
	return c
}

// pathOf returns the path of the route that an address of the API is for.
func pathOf(s *Server, address string) (string, bool) {
	address, _, _ = strings.Cut(address, "?")
	for _, r := range s.apiRoutes() {
		prefix, suffix, named := strings.Cut(r.path, "{id}")
		id, ok := strings.CutPrefix(address, prefix)
		id, ends := strings.CutSuffix(id, suffix)
		if r.path == address || named && ok && ends && !strings.Contains(id, "/") {
			return r.path, true
		}
	}
	return "", false
}
