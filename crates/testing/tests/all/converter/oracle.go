// Converts test outputs read from stdin, for converter.rs. Each has the exit of its test in
// one byte, the number of its pieces in 4, and the length of each piece before it. The
// answers have their lengths before them. The release of Go is the first answer.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"runtime"

	"oracle/test2json"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	answer(out, []byte(runtime.Version()))
	for {
		exit, err := in.ReadByte()
		if err != nil {
			return
		}
		var events bytes.Buffer
		c := test2json.NewConverter(&events, "p", 0)
		for range number(in) {
			piece := make([]byte, number(in))
			if _, err := io.ReadFull(in, piece); err != nil {
				panic(err)
			}
			c.Write(piece)
		}
		switch exit {
		case 1:
			c.Exited(nil)
		case 2:
			c.SetFailedBuild("q [p.test]")
			c.Exited(errors.New("failed"))
		}
		c.Close()
		answer(out, events.Bytes())
	}
}

func number(in io.Reader) uint32 {
	var b [4]byte
	if _, err := io.ReadFull(in, b[:]); err != nil {
		panic(err)
	}
	return binary.LittleEndian.Uint32(b[:])
}

func answer(out io.Writer, data []byte) {
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(data))))
	out.Write(data)
}
