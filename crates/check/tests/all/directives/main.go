// Prints the compiler's reading of the directives of the package whose path and files are the
// arguments.
package main

import (
	"bufio"
	"cmd/compile/internal/noder"
	"os"
)

func main() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	noder.DumpDirectives(w, os.Args[1], os.Args[2:])
}
