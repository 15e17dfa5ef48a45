// Hello says who built it.
package main

import (
	"fmt"
	"runtime/debug"
)

func main() {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Println("hello from a binary without build info")
		return
	}
	fmt.Printf("hello from %s, built with %s\n", info.Path, info.GoVersion)
}
