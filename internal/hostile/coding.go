package hostile

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// bomb is how many bytes a bomb makes.
const bomb = 3 << 20

// coded answers to /coded/CODING/KIND. CODING is gzip, deflate, bare (DEFLATE
// without zlib, labelled deflate), br, zstd, or any label; KIND is
//
//	page     a page in the coding
//	bomb     so many zeros in the coding
//	cut      a page in the coding, less its last bytes
//	garbage  a page in the coding, and bytes that are not
//	wrong    a page, not in the coding
//	twice    a page in the coding, and once more
//	thrice   and once more again
//	nested   a bomb within the coding once more
func coded(w http.ResponseWriter, r *http.Request) {
	coding, kind := r.PathValue("coding"), r.PathValue("kind")
	label := strings.Replace(coding, "bare", "deflate", 1)
	times := map[string]int{"twice": 2, "nested": 2, "thrice": 3}[kind]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Encoding", strings.Join(strings.Split(strings.Repeat(label+",", max(times, 1)-1)+label, ","), ", "))
	data := Compress(coding, []byte(Page))
	switch kind {
	case "bomb":
		data = Compress(coding, make([]byte, bomb))
	case "nested":
		data = Compress(coding, Compress(coding, make([]byte, bomb)))
	case "cut":
		data = data[:len(data)-len(data)/4]
	case "garbage":
		data = append(data, "and the rest of the file"...)
	case "wrong":
		data = []byte(Page)
	case "twice", "thrice":
		for range times - 1 {
			data = Compress(coding, data)
		}
	}
	_, _ = w.Write(data)
}

// Compress returns data in the coding; as it is if the coding is not known.
func Compress(coding string, data []byte) []byte {
	var b bytes.Buffer
	z := writer(coding, &b)
	if z == nil {
		return data
	}
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

func writer(coding string, w io.Writer) io.WriteCloser {
	switch coding {
	case "gzip":
		return gzip.NewWriter(w)
	case "deflate":
		return zlib.NewWriter(w)
	case "bare":
		z, _ := flate.NewWriter(w, flate.BestCompression)
		return z
	case "br":
		return brotli.NewWriterLevel(w, 4)
	case "zstd":
		z, _ := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
		return z
	}
	return nil
}
