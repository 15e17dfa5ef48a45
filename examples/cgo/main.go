// Cgo calls a C function that is compiled with the package.
package main

/*
#include "area.h"
*/
import "C"

import "fmt"

func main() {
	fmt.Println("6 x 7 =", C.area(6, 7))
}
