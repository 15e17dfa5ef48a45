// Package clamp limits numbers.
package clamp

// Int returns the number in [low, high] that is nearest to n.
func Int(n, low, high int) int {
	return max(low, min(n, high))
}
