// Package inner exports to C from below the main package.
package inner

import "C"

// Add adds.
func Add(x, y int) int { return x + y }

//export Twice
func Twice(x C.int) C.int { return 2 * x }
