// Command fortran calls Fortran.
package main

// int answer_(void);
import "C"

import "fmt"

func main() {
	fmt.Println(C.answer_())
}
