// Command cxx calls C and C++.
package main

// #cgo CXXFLAGS: -std=c++11 -O1
// #cgo CFLAGS: -DTWO=2
// #include "parts.h"
import "C"

import "fmt"

func main() {
	fmt.Println(C.from_c(20), C.from_cxx(20), C.GoString(C.greeting()))
}
