// Prints the errors of go/parser for each source on standard input. Sources and answers
// have their length in front.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"os"
	"runtime"
	"strings"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	answer(out, runtime.Version())
	for {
		var size uint32
		if binary.Read(in, binary.LittleEndian, &size) != nil {
			return
		}
		src := make([]byte, size)
		if _, err := io.ReadFull(in, src); err != nil {
			panic(err)
		}
		answer(out, errors(src))
	}
}

func answer(out *bufio.Writer, text string) {
	// Bytes that are not UTF-8 show as one character each.
	text = string([]rune(text))
	binary.Write(out, binary.LittleEndian, uint32(len(text)))
	out.WriteString(text)
}

func errors(src []byte) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint("panic: ", r)
		}
	}()
	_, err := parser.ParseFile(token.NewFileSet(), "/d/x.go", src, parser.ParseComments|parser.SkipObjectResolution)
	list, _ := err.(scanner.ErrorList)
	var lines strings.Builder
	fmt.Fprintln(&lines, len(list))
	for _, e := range list[:min(len(list), 1000)] {
		fmt.Fprintln(&lines, e)
	}
	if err != nil {
		// What a caller prints.
		fmt.Fprintln(&lines, err)
	}
	return lines.String()
}
