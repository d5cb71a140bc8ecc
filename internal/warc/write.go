package warc

import "strconv"

// Append adds a record of WARC 1.1 to dst: the fields of header, to which the
// length is added unless they state one, and the block.
func Append(dst []byte, header Header, block []byte) []byte {
	dst = append(dst, "WARC/1.1\r\n"...)
	for _, f := range header {
		dst = append(append(append(dst, f.Name...), ": "...), f.Value...)
		dst = append(dst, "\r\n"...)
	}
	if header.Get("Content-Length") == "" {
		dst = strconv.AppendInt(append(dst, "Content-Length: "...), int64(len(block)), 10)
		dst = append(dst, "\r\n"...)
	}
	dst = append(dst, "\r\n"...)
	dst = append(dst, block...)
	return append(dst, "\r\n\r\n"...)
}
