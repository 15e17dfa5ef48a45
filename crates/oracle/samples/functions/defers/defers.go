// Package defers has a wrapper of a function that the compiler replaces by a value, so that only the
// data of the wrapper refers to it. GetSidSubAuthority of internal/syscall/windows has one.
package defers

import "runtime"

// Load returns the target of a pointer.
func Load(from *int) int {
	defer runtime.KeepAlive(from)
	return *from
}
