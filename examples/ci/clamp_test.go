package clamp

import "testing"

func TestInt(t *testing.T) {
	for _, c := range []struct{ n, want int }{{-1, 0}, {5, 5}, {11, 10}} {
		if got := Int(c.n, 0, 10); got != c.want {
			t.Errorf("Int(%d) = %d, want %d", c.n, got, c.want)
		}
	}
}
