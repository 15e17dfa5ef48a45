// Remote is built on two machines, of which only one compiles.
package main

func main() {
	println("compiled once, built twice")
}
