// Compresses inputs read from stdin, for against_go.rs and the fuzz target deflate. Each has
// its level and its length before it, in 4 bytes each; answers have the microseconds and the
// length. The release of Go is the first answer.
package main

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"os"
	"runtime"
	"syscall"
)

// piece is how many bytes are written at once.
const piece = 10_099

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	answer(out, 0, []byte(runtime.Version()))
	for {
		// Before waiting for more.
		if in.Buffered() == 0 {
			out.Flush()
		}
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return
		}
		level := int32(binary.LittleEndian.Uint32(head[:4]))
		input := make([]byte, binary.LittleEndian.Uint32(head[4:]))
		if _, err := io.ReadFull(in, input); err != nil {
			panic(err)
		}
		start := cpu()
		var b bytes.Buffer
		w, err := zlib.NewWriterLevel(&b, int(level))
		if err != nil {
			panic(err)
		}
		for len(input) > 0 {
			n := min(piece, len(input))
			w.Write(input[:n])
			input = input[n:]
		}
		w.Close()
		answer(out, uint32(cpu()-start), b.Bytes())
	}
}

// cpu returns the microseconds of processor time used so far.
func cpu() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return (syscall.TimevalToNsec(usage.Utime) + syscall.TimevalToNsec(usage.Stime)) / 1000
}

func answer(out *bufio.Writer, micros uint32, data []byte) {
	binary.Write(out, binary.LittleEndian, micros)
	binary.Write(out, binary.LittleEndian, uint32(len(data)))
	out.Write(data)
}
