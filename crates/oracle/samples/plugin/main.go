// Command plugin is opened by other programs.
package main

import "fmt"

// V is looked up by name.
var V int

// F is looked up by name.
func F() { fmt.Println("plugin", V) }

func main() {}
