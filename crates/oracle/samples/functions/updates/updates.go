// Package updates adds to a field of a variable on the stack after the last read of the variable: the instruction reads and
// writes it, so it is live during the call before.
package updates

type reader struct {
	data []byte
	at   int64
	last int
}

func (r *reader) read(to []byte) int {
	if r.at >= int64(len(r.data)) {
		return 0
	}
	r.last = -1
	n := copy(to, r.data[r.at:])
	r.at += int64(n)
	return n
}

func First(data []byte, size int) int {
	r := &reader{data: data, last: size}
	to := make([]byte, size)
	n := r.read(to)
	return n + len(string(to))
}
