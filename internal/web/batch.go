package web

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// A batch is lines of JSON, each a text to be read, and its answer is a line for each
// of them in the same order, which is sent as soon as it is known. What is wrong
// with one line is said in its place and stops no other. Only as many lines are in
// memory as are read at the same time.

// maxLine bounds a line of a batch, in bytes.
func (s *Server) maxLine() int { return s.Limits.Text*2 + 64<<10 } // JSON may escape text

func (s *Server) readBatch(r *request) (*answer, error) {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		r.w.Header().Set("Retry-After", "5")
		return nil, errBusy
	}
	control := http.NewResponseController(r.w)
	_ = control.EnableFullDuplex() // HTTP/1: go on reading while answering
	r.w.Header().Set("Content-Type", "application/jsonl")
	turns := make(chan chan readAnswer, s.Limits.Readings)
	go s.readLines(r, control, turns)
	out := bufio.NewWriter(&patientWriter{r.w, control, s.Limits.Write})
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	var failed error
	for turn := range turns {
		line := <-turn
		if failed != nil {
			continue // so that readLines ends
		}
		if failed = encoder.Encode(line); failed == nil && len(turns) == 0 {
			if failed = out.Flush(); failed == nil {
				_ = control.Flush()
			}
		}
	}
	if failed == nil {
		failed = out.Flush()
	}
	if failed != nil {
		panic(http.ErrAbortHandler)
	}
	return nil, nil
}

// readLines begins to read each line in a goroutine of its own and lists where the
// answers will come.
func (s *Server) readLines(r *request, control *http.ResponseController, turns chan<- chan readAnswer) {
	defer close(turns)
	lines := bufio.NewReaderSize(r.Body, 64<<10)
	for number := 1; ; number++ {
		_ = control.SetReadDeadline(time.Now().Add(bodyTime))
		line, long, err := readLine(lines, s.maxLine())
		if len(line) > 0 || long {
			turn := make(chan readAnswer, 1)
			turns <- turn
			go func() { turn <- s.readBatchLine(r, number, line, long) }()
		}
		if errors.Is(err, io.EOF) || r.Context().Err() != nil {
			return
		}
		if err != nil {
			turn := make(chan readAnswer, 1)
			p := &problem{http.StatusBadRequest, "The lines broke off.", fmt.Sprintf("What came before line %d was read.", number)}
			turn <- lineProblem(number, "", p)
			turns <- turn
			return
		}
	}
}

func lineProblem(number int, id string, err error) readAnswer {
	p := asProblem(err)
	return readAnswer{ID: id, Line: number, Error: p.Says, Next: p.Next, Status: p.Status}
}

func (s *Server) readBatchLine(r *request, number int, line []byte, long bool) readAnswer {
	if long {
		return lineProblem(number, "", errTooLarge)
	}
	sent, err := decodeText(line)
	if err != nil {
		return lineProblem(number, sent.ID, err)
	}
	reading, notes, err := s.readSent(r, sent)
	if err != nil {
		return lineProblem(number, sent.ID, err)
	}
	return readAnswer{OK: true, ID: sent.ID, Line: number, Reading: reading, Notes: notes}
}

// readLine reads a line without its end and the white space around it. A line of more
// than most bytes is left out.
func readLine(r *bufio.Reader, most int) (line []byte, long bool, err error) {
	for {
		piece, more, err := r.ReadLine()
		if len(line)+len(piece) > most {
			long, line = true, nil
		}
		if !long {
			line = append(line, piece...)
		}
		if err != nil || !more {
			return trimmed(line), long, err
		}
	}
}

func trimmed(line []byte) []byte {
	for len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
		line = line[1:]
	}
	for len(line) > 0 && (line[len(line)-1] == ' ' || line[len(line)-1] == '\t' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line
}
