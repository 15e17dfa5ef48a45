// Prints the tree and the errors of the compiler's parser for each source on standard
// input. Sources and answers have their length in front.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"oracle/syntax"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	for {
		var size uint32
		if binary.Read(in, binary.LittleEndian, &size) != nil {
			return
		}
		src := make([]byte, size)
		if _, err := io.ReadFull(in, src); err != nil {
			panic(err)
		}
		text := answer(src)
		binary.Write(out, binary.LittleEndian, uint32(len(text)))
		out.WriteString(text)
	}
}

// A group of directives.
type group struct{ id int }

type file struct {
	out     strings.Builder
	errors  []syntax.Error
	pragmas strings.Builder
	groups  int
	nodes   map[any]int
	decls   map[*syntax.Group]int
}

func place(pos syntax.Pos) string { return fmt.Sprintf("%d:%d", pos.Line(), pos.Col()) }

func (f *file) pragma(pos syntax.Pos, blank bool, text string, current syntax.Pragma) syntax.Pragma {
	if text == "" {
		fmt.Fprintf(&f.pragmas, "unused %d %s %d\n", current.(*group).id, place(pos), len(f.errors))
		return nil
	}
	if current == nil {
		f.groups++
		current = &group{f.groups}
	}
	fmt.Fprintf(&f.pragmas, "pragma %d %s %v %q %d\n", current.(*group).id, place(pos), blank, text, len(f.errors))
	return current
}

func answer(src []byte) string {
	f := &file{nodes: map[any]int{}, decls: map[*syntax.Group]int{}}
	base := syntax.NewFileBase("x.go")
	errh := func(err error) { f.errors = append(f.errors, err.(syntax.Error)) }
	tree, _ := syntax.Parse(base, bytes.NewReader(src), errh, f.pragma, syntax.CheckBranches)
	if tree != nil {
		f.dump("", 0, reflect.ValueOf(tree))
	}
	f.out.WriteString(f.pragmas.String())
	// Labels that are not used come in any order.
	unused := func(i int) bool { return strings.HasSuffix(f.errors[i].Msg, "defined and not used") }
	for i := 0; i < len(f.errors); i++ {
		j := i
		for j < len(f.errors) && unused(j) {
			j++
		}
		part := f.errors[i:j]
		sort.SliceStable(part, func(a, b int) bool { return part[a].Pos.Cmp(part[b].Pos) < 0 })
		i = max(i, j-1)
	}
	for _, err := range f.errors {
		fmt.Fprintln(&f.out, err)
	}
	return f.out.String()
}

// dump prints a node: its numbers and texts, then the nodes in it.
func (f *file) dump(label string, depth int, v reflect.Value) {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	fmt.Fprintf(&f.out, "%d %s", depth, label)
	if !v.IsValid() || v.IsNil() {
		f.out.WriteString("nil\n")
		return
	}
	node := v.Interface().(syntax.Node)
	if number, ok := f.nodes[node]; ok {
		fmt.Fprintf(&f.out, "#%d\n", number)
		return
	}
	f.nodes[node] = len(f.nodes)
	v = v.Elem()
	fmt.Fprintf(&f.out, "%s %s", v.Type().Name(), place(node.Pos()))
	type child struct {
		label string
		value reflect.Value
	}
	var children []child
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		if !v.Type().Field(i).IsExported() {
			continue
		}
		switch value := field.Interface().(type) {
		case syntax.Pos:
			fmt.Fprintf(&f.out, " %s", place(value))
		case *syntax.Group:
			if value != nil && f.decls[value] == 0 {
				f.decls[value] = len(f.decls) + 1
			}
			fmt.Fprintf(&f.out, " %d", f.decls[value])
		case string:
			fmt.Fprintf(&f.out, " %s", strconv.Quote(value))
		case bool, int, syntax.Operator, syntax.LitKind, syntax.ChanDir:
			text := fmt.Sprintf("%v", value)
			switch field.Kind() {
			case reflect.Uint, reflect.Uint8:
				text = fmt.Sprint(field.Uint())
			}
			fmt.Fprintf(&f.out, " %s", text)
		case syntax.Token:
			fmt.Fprintf(&f.out, " %s", value)
		default:
			switch {
			case name == "Pragma":
				id := 0
				if field.Elem().IsValid() {
					id = field.Interface().(*group).id
				}
				fmt.Fprintf(&f.out, " %d", id)
			case name == "Target":
				target := "-"
				if stmt, _ := value.(syntax.Stmt); stmt != nil {
					target = place(stmt.Pos())
				}
				fmt.Fprintf(&f.out, " %s", target)
			case name == "DeferAt":
			case field.Kind() == reflect.Slice, field.Kind() == reflect.Array:
				fmt.Fprintf(&f.out, " %d", field.Len())
				for j := range field.Len() {
					children = append(children, child{name + " ", field.Index(j)})
				}
			default:
				children = append(children, child{name + " ", field})
			}
		}
	}
	f.out.WriteString("\n")
	for _, child := range children {
		f.dump(child.label, depth+1, child.value)
	}
}
