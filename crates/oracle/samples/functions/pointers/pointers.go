// Package pointers has types of pointers with names, whose targets do not follow from their spelling.
package pointers

import "unsafe"

type Array *[4]int

type Node *struct{ next Node }

//go:noinline
func get() Array { return new([4]int) }

func Len() int { return len(get()) + cap(get()) }

func Slice(p Array, from int) []int { return p[from:3] }

func Of(s []int) Array { return Array(s) }

// At is checked if -race is set.
func At(p unsafe.Pointer) Array { return Array(p) }

func Next(p unsafe.Pointer) Node { return Node(p).next }

// Types that point to themselves.
type (
	Loop   *Loop
	Slices []Slices
	Pair   [2]*Pair
)

func Follow(p Loop) Loop { return *p }

func First(s Slices) Slices { return s[0] }

func Second(a Pair) Pair { return *a[1] }
