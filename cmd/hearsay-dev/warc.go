package main

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"hearsay/internal/samples"
	"hearsay/internal/warc"
)

// The command "warc" writes a web archive of invented pages, to measure the
// reading of archives with. The articles are those of the project under other
// names, on other days and with other figures (newsroom.go); the pages around
// them have what pages have: menus, teasers, comments, scripts (webpage.go).
// Between the pages come the records that crawlers write besides: requests,
// pictures, addresses that moved or are gone, revisits. Equal seeds give equal
// bytes.

// runWARC writes an archive.
func runWARC(args []string, std streams) error {
	flags := flag.NewFlagSet("warc", flag.ContinueOnError)
	size := flags.String("size", "100MB", "size of the file, as it is written: 100MB, 1GB")
	out := flags.String("out", "pages.warc.gz", "file to write; compressed record by record if it ends with .gz")
	seed := flags.Uint64("seed", 1, "seed of all that is random")
	corpus := flags.String("corpus", "corpus", "folder of the project's own articles; those of the samples are used besides")
	if _, err := parseFlags(flags, args, std, 0); err != nil {
		return err
	}
	most, err := parseSize(*size)
	if err != nil {
		fmt.Fprintln(std.log, "hearsay-dev warc:", err)
		return errUsage
	}
	articles, err := loadArticles(*corpus)
	if err != nil {
		return err
	}
	file, err := os.Create(*out)
	if err != nil {
		return err
	}
	c := newCrawl(file, strings.HasSuffix(*out, ".gz"), newNewsroom(articles, *seed))
	err = errors.Join(c.write(most), file.Close())
	if err == nil {
		_, err = fmt.Fprintf(std.out, "%s: %d bytes, %d of pages, %d pages, %d other records\n", *out, c.out.n, c.plain, c.pages, c.others)
	}
	return err
}

// loadArticles returns the articles of a folder and those of the samples.
func loadArticles(dir string) ([]samples.Sample, error) {
	own, err := samples.Load(os.DirFS(dir), ".")
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", dir, err)
	}
	all, err := samples.All()
	return append(own, all...), err
}

// parseSize reads a number of bytes, perhaps followed by KB, MB or GB.
func parseSize(s string) (int64, error) {
	unit := int64(1)
	number := strings.ToUpper(strings.TrimSpace(s))
	for suffix, bytes := range map[string]int64{"KB": 1e3, "MB": 1e6, "GB": 1e9} {
		if rest, ok := strings.CutSuffix(number, suffix); ok {
			number, unit = rest, bytes
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || n <= 0 || n*float64(unit) > 1e15 {
		return 0, fmt.Errorf("%q is no size such as 500MB", s)
	}
	return int64(n * float64(unit)), nil
}

// crawl writes an archive.
type crawl struct {
	out    *countingWriter
	buffer *bufio.Writer
	gz     *gzip.Writer // nil if the archive is not compressed
	news   *newsroom
	random *rand.Rand
	at     time.Time
	record []byte
	plain  int64 // bytes of pages before they are compressed
	pages  int
	others int
	last   *webPage // of which a revisit tells
}

// countingWriter counts what is written.
type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func newCrawl(w io.Writer, compressed bool, news *newsroom) *crawl {
	out := &countingWriter{w: w}
	c := &crawl{out: out, buffer: bufio.NewWriterSize(out, 1<<20), news: news, random: news.random, at: time.Date(2026, 3, 9, 6, 0, 0, 0, time.UTC)}
	if compressed {
		c.gz = gzip.NewWriter(c.buffer)
	}
	return c
}

// write writes records until there are so many bytes.
func (c *crawl) write(most int64) error {
	err := c.add(warc.Header{{Name: "WARC-Type", Value: "warcinfo"}, {Name: "Content-Type", Value: "application/warc-fields"}}, []byte("software: hearsay-dev warc\r\nformat: WARC File Format 1.1\r\n"))
	for err == nil && c.out.n+int64(c.buffer.Buffered()) < most {
		c.at = c.at.Add(time.Duration(200+c.random.IntN(3000)) * time.Millisecond)
		switch draw := c.random.IntN(100); {
		case draw < 4:
			err = c.moved()
		case draw < 6:
			err = c.gone()
		case draw < 12:
			err = c.picture()
		case draw < 14 && c.last != nil:
			err = c.revisit()
		default:
			err = c.page()
		}
	}
	return errors.Join(err, c.buffer.Flush())
}

// page writes a page and the request for it.
func (c *crawl) page() error {
	p := c.news.page(c.at)
	host, path, _ := strings.Cut(strings.TrimPrefix(p.URL, "https://"), "/")
	request := fmt.Sprintf("GET /%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: hearsay-dev\r\n\r\n", path, host)
	if err := c.add(c.header("request", p.URL, "application/http; msgtype=request"), []byte(request)); err != nil {
		return err
	}
	body := p.html()
	block := append([]byte("HTTP/1.1 200 OK\r\nServer: invented\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"), body...)
	c.pages++
	c.plain += int64(len(body))
	c.last = p
	p.digest = warc.Digest(body)
	return c.add(append(c.header("response", p.URL, "application/http; msgtype=response"), warc.Field{Name: "WARC-Payload-Digest", Value: p.digest},
		warc.Field{Name: "WARC-Block-Digest", Value: warc.Digest(block)}), block)
}

func (c *crawl) moved() error {
	url := c.news.address("moved")
	return c.add(c.header("response", url, "application/http; msgtype=response"),
		fmt.Appendf(nil, "HTTP/1.1 301 Moved Permanently\r\nLocation: %s/\r\nContent-Type: text/html\r\n\r\n<html><body><a href=\"%s/\">Moved</a></body></html>", url, url))
}

func (c *crawl) gone() error {
	return c.add(c.header("response", c.news.address("gone"), "application/http; msgtype=response"),
		[]byte("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html><body><h1>Page not found</h1><p>The page you asked for is not here any more, or never was.</p></body></html>"))
}

func (c *crawl) picture() error {
	block := []byte("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xe0")
	for range 500 + c.random.IntN(3000) {
		n := c.random.Uint64()
		block = append(block, byte(n), byte(n>>8), byte(n>>16), byte(n>>24), byte(n>>32), byte(n>>40), byte(n>>48), byte(n>>56))
	}
	return c.add(c.header("response", c.news.address("picture")+".jpg", "application/http; msgtype=response"), block)
}

func (c *crawl) revisit() error {
	return c.add(append(c.header("revisit", c.last.URL, "application/http; msgtype=response"),
		warc.Field{Name: "WARC-Profile", Value: "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"},
		warc.Field{Name: "WARC-Payload-Digest", Value: c.last.digest}), []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"))
}

// header begins the header of a record.
func (c *crawl) header(kind, url, media string) warc.Header {
	if kind != "response" || !strings.Contains(url, "/news/") {
		c.others++
	}
	return warc.Header{{Name: "WARC-Type", Value: kind}, {Name: "WARC-Target-URI", Value: url}, {Name: "Content-Type", Value: media}}
}

// add writes one record.
func (c *crawl) add(header warc.Header, block []byte) error {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %d", c.news.seed, c.pages, c.others))
	header = append(header, warc.Field{Name: "WARC-Date", Value: c.at.Format(time.RFC3339)},
		warc.Field{Name: "WARC-Record-ID", Value: fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])})
	c.record = warc.Append(c.record[:0], header, block)
	if c.gz == nil {
		_, err := c.buffer.Write(c.record)
		return err
	}
	c.gz.Reset(c.buffer)
	_, err := c.gz.Write(c.record)
	return errors.Join(err, c.gz.Close())
}
