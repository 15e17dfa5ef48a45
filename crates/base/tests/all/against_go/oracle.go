// Answers questions about Go's library, one per line: an operation and its arguments
// in hexadecimal, to be read by against_go.rs, which says what each one means.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"oracle/diff"
	"oracle/quoted"
	"oracle/str"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		fields := strings.Split(in.Text(), " ")
		var args []string
		for _, field := range fields[1:] {
			arg, err := hex.DecodeString(field)
			if err != nil {
				panic(err)
			}
			args = append(args, string(arg))
		}
		answer, err := ask(fields[0], args)
		if err != nil {
			answer = "error: " + err.Error()
		}
		fmt.Fprintf(out, "%x\n", answer)
	}
}

func ask(op string, a []string) (string, error) {
	switch op {
	case "quote":
		return fmt.Sprintf("%q %+q %#q %q", a[0], a[0], a[0], []byte(a[0])), nil
	case "list":
		return fmt.Sprintf("%q", a), nil
	case "fold":
		x, y := str.FoldDup(a)
		return fmt.Sprintf("%s|%s|%s", str.ToFold(a[0]), x, y), nil
	case "isprint":
		var b strings.Builder
		for r := rune(0); r <= unicode.MaxRune; r++ {
			if unicode.IsPrint(r) {
				b.WriteByte('1')
			} else {
				b.WriteByte('0')
			}
		}
		return b.String(), nil
	case "unquote":
		return strconv.Unquote(a[0])
	case "prefix":
		return strconv.QuotedPrefix(a[0])
	case "path":
		return fmt.Sprintf("%s|%s|%s|%s|%v", filepath.Clean(a[0]), filepath.Dir(a[0]),
			filepath.Base(a[0]), filepath.Ext(a[0]), filepath.IsLocal(a[0])), nil
	case "join":
		return filepath.Join(a...), nil
	case "rel":
		return filepath.Rel(a[0], a[1])
	case "match":
		ok, err := filepath.Match(a[0], a[1])
		ok2, err2 := path.Match(a[0], a[1])
		return fmt.Sprint(ok, err, ok2, err2), nil
	case "under":
		return fmt.Sprintf("%v %v %s", str.HasPathPrefix(a[0], a[1]),
			str.HasFilePathPrefix(a[0], a[1]), str.TrimFilePathPrefix(a[0], a[1])), nil
	case "split":
		list, err := quoted.Split(a[0])
		return fmt.Sprintf("%q", list), err
	case "joinquoted":
		return quoted.Join(a)
	case "json":
		data, err := json.Marshal(a)
		if err != nil {
			return "", err
		}
		type doc struct {
			Name string
			List []string
			None []string
			Map  map[string]int
			Sub  []struct{ A, B string }
			N    int64
			B    bool
		}
		d := doc{a[0], a, []string{}, nil, []struct{ A, B string }{{a[0], ""}}, -5, true}
		more, err := json.MarshalIndent(d, "", "\t")
		return string(data) + "\n" + string(more), err
	case "time":
		sec, _ := strconv.ParseInt(a[0], 10, 64)
		nsec, _ := strconv.ParseInt(a[1], 10, 64)
		loc, err := time.LoadLocation(a[2])
		if err != nil {
			return "", err
		}
		t := time.Unix(sec, nsec).In(loc)
		return fmt.Sprintf("%v|%s|%s|%s", t, t.Format(time.RFC3339Nano),
			t.UTC().Format(time.RFC3339Nano), t.UTC().Format("20060102150405")), nil
	case "parsetime":
		t, err := time.Parse(time.RFC3339, a[0])
		return t.Format(time.RFC3339Nano), err
	case "duration":
		n, err := strconv.ParseInt(a[0], 10, 64)
		return time.Duration(n).String(), err
	case "errno":
		n, err := strconv.Atoi(a[0])
		return syscall.Errno(n).Error(), err
	case "diff":
		return string(diff.Diff("old", []byte(a[0]), "new", []byte(a[1]))), nil
	case "sort":
		return sorted(a[0], a[1]), nil
	}
	panic(op)
}

// byKey sorts elements by their key and counts the comparisons.
type byKey struct {
	elements [][2]int
	count    int
}

func (s *byKey) Len() int           { return len(s.elements) }
func (s *byKey) Swap(i, j int)      { s.elements[i], s.elements[j] = s.elements[j], s.elements[i] }
func (s *byKey) Less(i, j int) bool { return s.compare(s.elements[i], s.elements[j]) < 0 }
func (s *byKey) compare(a, b [2]int) int {
	s.count++
	return a[0] - b[0]
}

// sorted returns the number of comparisons and the old places of the sorted keys, which
// are little-endian 16-bit numbers.
func sorted(mode, keys string) string {
	s := new(byKey)
	for i := 0; i < len(keys); i += 2 {
		s.elements = append(s.elements, [2]int{int(keys[i]) | int(keys[i+1])<<8, i / 2})
	}
	switch mode {
	case "SortFunc":
		slices.SortFunc(s.elements, s.compare)
	case "Sort":
		sort.Sort(s)
	case "Slice":
		sort.Slice(s.elements, s.Less)
	}
	var b strings.Builder
	fmt.Fprint(&b, s.count)
	for _, element := range s.elements {
		fmt.Fprint(&b, " ", element[1])
	}
	return b.String()
}
