// Command library is for programs in C: an archive or a shared library.
package main

// typedef struct { int x, y; } point;
import "C"

import "example.com/library/inner"

//export Sum
func Sum(p C.point) C.int {
	return C.int(inner.Add(int(p.x), int(p.y)))
}

func main() {}
