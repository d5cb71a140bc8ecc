package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"hearsay/internal/ingest"
)

const itemSchema = "hearsay.item/1"

// workItem is one line of the input of a worker: a part of a file with its bytes, a
// part of a file that is here, or an article.
type workItem struct {
	Schema  string          `json:"schema"`
	Item    json.RawMessage `json:"item"`
	Name    string          `json:"name"`   // of the file or the article
	Path    string          `json:"path"`   // of a file to be opened
	Offset  int64           `json:"offset"` // of the first byte in the file
	Length  int64           `json:"length"` // of the part of Path, in bytes; 0 is all that follows
	Data    []byte          `json:"data"`
	Article json.RawMessage `json:"article"`

	Statements []itemStatement `json:"statements"` // to be compared with each other
	Key        uint32          `json:"key"`        // that all of them have; 0 if others have it, too
	Nodes      []string        `json:"nodes"`      // IDs of statements, to be joined to families
	Links      []itemLink      `json:"links"`      // of nodes
}

// errNoItem says that a line is nothing a worker can read.
var errNoItem = errors.New("the line is no item of work")

// parseItem reads a line. number is that of the line, from 1: an article that comes
// without anything around it is named by it.
func parseItem(line []byte, number int) (workItem, error) {
	line = bytes.TrimSpace(line)
	if !bytes.Contains(line[:min(len(line), 100)], []byte(itemSchema)) {
		it := workItem{Item: fmt.Append(nil, number), Name: fmt.Sprintf("-:%d", number), Article: line}
		if !bytes.HasPrefix(line, []byte("{")) {
			return it, fmt.Errorf("%w: it is no JSON object", errNoItem)
		}
		return it, nil
	}
	var it workItem
	head, data := cutData(line)
	if err := json.Unmarshal(head, &it); err != nil {
		return workItem{Name: fmt.Sprintf("-:%d", number)}, fmt.Errorf("%w: %w", errNoItem, err)
	}
	if data != nil {
		it.Data = data
	}
	if it.Name == "" {
		if it.Name = it.Path; it.Name == "" {
			it.Name = fmt.Sprintf("-:%d", number)
		}
	}
	var compact bytes.Buffer // the item may come with white space; a result is one line
	if len(it.Item) > 0 && json.Compact(&compact, it.Item) == nil {
		it.Item = compact.Bytes()
	}
	return it, it.check()
}

// cutData takes the bytes that an item ends with out of its line, and returns the line
// without them. They are most of it, and need no look at whether they are JSON. If they
// are written otherwise than usual, or are not the last member, the line stays as it is.
func cutData(line []byte) (head, data []byte) {
	const member, most = `,"data":"`, 16 << 10 // bytes of what comes before
	at := bytes.Index(line[:min(len(line), most)], []byte(member))
	coded, ok := bytes.CutSuffix(line[max(at, 0):], []byte(`"}`))
	if at < 0 || !ok || len(coded) < len(member) {
		return line, nil
	}
	coded = coded[len(member):]
	data = make([]byte, base64.StdEncoding.DecodedLen(len(coded)))
	n, err := base64.StdEncoding.Decode(data, coded)
	if err != nil {
		return line, nil
	}
	return append(bytes.Clone(line[:at]), '}'), data[:n]
}

func (it *workItem) check() error {
	kinds := 0
	for _, has := range []bool{it.Path != "", it.Data != nil, it.Article != nil, it.Statements != nil, it.Nodes != nil} {
		if has {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		return fmt.Errorf("%w: it has to have one of article, path, data, statements and nodes", errNoItem)
	case it.Article != nil && it.Article[0] != '{':
		return fmt.Errorf("%w: the article is no JSON object", errNoItem)
	case it.Offset < 0 || it.Length < 0:
		return fmt.Errorf("%w: offset and length are numbers of bytes", errNoItem)
	}
	return nil
}

// open returns a stream of the documents of an item, and what is to be closed after
// it.
func (it *workItem) open(o ingest.Options) (*ingest.Stream, io.Closer, error) {
	switch {
	case it.Article != nil:
		return ingest.OpenPart(it.Name, bytes.NewReader(it.Article), 0, o), io.NopCloser(nil), nil
	case it.Data != nil:
		return ingest.OpenPart(it.Name, bytes.NewReader(it.Data), it.Offset, o), io.NopCloser(nil), nil
	}
	if info, err := os.Stat(it.Path); err != nil {
		return nil, nil, err
	} else if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s is not a regular file", it.Path)
	}
	file, err := os.Open(it.Path)
	if err != nil {
		return nil, nil, err
	}
	length := it.Length
	if length == 0 {
		length = 1<<63 - 1 - it.Offset
	}
	return ingest.OpenPart(it.Name, io.NewSectionReader(file, it.Offset, length), it.Offset, o), file, nil
}
