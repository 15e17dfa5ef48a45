// App imports a package of the other module; go.work makes that module available.
package main

import (
	"fmt"

	"example.com/greet"
)

func main() {
	fmt.Println(greet.Text("workspace"))
}
