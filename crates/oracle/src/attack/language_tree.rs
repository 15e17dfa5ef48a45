//! A small module in which each kind of declaration of the language is imported in each way.
//!
//! Counterpart: none.

/// The files of the tree.
const FILES: [(&str, &str); 13] = [
    ("go.mod", "module example.com/m\n\ngo 1.26\n"),
    ("y/y.go", Y),
    (
        "y/more.go",
        "package y\n\n// More is in another file.\nvar More = func() int { return 5 }()\n\nfunc init() { hidden++ }\n",
    ),
    (
        "y/tags_on.go",
        "//go:build special\n\npackage y\n\n// Tagged depends on a tag.\nconst Tagged = 1\n",
    ),
    (
        "y/tags_off.go",
        "//go:build !special\n\npackage y\n\n// Tagged depends on a tag.\nconst Tagged = \"off\"\n",
    ),
    (
        "o/o.go",
        "package o\n\n// Name is used without the package's name.\nconst Name = \"o\"\n\n\
         // Kind is a type.\ntype Kind int\n\n// String is a method.\nfunc (k Kind) String() string { return Name }\n",
    ),
    (
        "a/a.go",
        "package a\n\nimport \"example.com/m/y\"\n\n// T is a type of another package.\ntype T = y.T\n\n\
         // L is generic there.\ntype L = y.List[int]\n\n// New makes one.\nfunc New() *T { return &y.T{A: y.C} }\n",
    ),
    (
        "w/w.go",
        "package w\n\nimport \"example.com/m/a\"\n\n// All has types of which the names are strings.\n\
         func All() []any {\n\treturn []any{[]map[string]a.T{}, new(a.L), a.New().Get(1)}\n}\n",
    ),
    ("d/d.go", D),
    ("q/q.go", Q),
    (
        "b/b.go",
        "package b\n\nimport (\n\t\"example.com/m/w\"\n\t_ \"example.com/m/y\"\n)\n\n\
         // All adds nothing.\nfunc All() []any { return w.All() }\n",
    ),
    (
        "y/y_test.go",
        "package y\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) {}\n",
    ),
    (
        "cmd/tool0/main.go",
        "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/m/b\"\n\t\"example.com/m/d\"\n\t\"example.com/m/q\"\n)\n\n\
         func main() {\n\tfor _, all := range [][]any{b.All(), d.All(), q.All()} {\n\t\tfor _, one := range all {\n\
         \t\t\tfmt.Printf(\"%T\\n\", one)\n\t\t}\n\t}\n}\n",
    ),
];

const Y: &str = r#"// Package y is imported in many ways.
package y

import "errors"

// C is a constant.
const C = 1000

// Typed has a type.
const Typed uint8 = 7

const (
	First = iota
	Second
)

// T is a type.
type T struct {
	A int `json:"a"`
	B string
	c bool
}

// Num is defined.
type Num int

// Also is an alias.
type Also = Num

// I is an interface.
type I interface {
	Get(n int) int
	Put(n int)
}

// List is generic.
type List[E any] struct {
	items []E
}

// Set is a constraint.
type Set interface {
	~int | ~string
}

// V is a variable.
var V = F(1)

var hidden = 3

// Err is made at the start.
var Err = errors.New("y")

// F is small.
func F(n int) int { return n + C }

// G is not inlined.
//
//go:noinline
func G(n int, more ...int) (sum int) {
	for _, one := range more {
		sum += one
	}
	return sum + n + hidden
}

// Map is generic.
func Map[K any](in []K, f func(K) K) []K {
	out := make([]K, 0, len(in))
	for _, one := range in {
		out = append(out, f(one))
	}
	return out
}

// Max has a constraint.
func Max[S Set](a, b S) S {
	if a > b {
		return a
	}
	return b
}

// Get is a method.
func (t *T) Get(n int) int { return t.A + n }

// Put is another.
func (t *T) Put(n int) { t.A = n }

// Len is a method of a generic type.
func (l *List[E]) Len() int { return len(l.items) }

// Add is another.
func (l *List[E]) Add(e E) { l.items = append(l.items, e) }
"#;

const D: &str = r#"package d

import "example.com/m/y"

type own struct {
	*y.T
	n y.Num
}

var _ y.I = (*y.T)(nil)

// All uses all.
func All() []any {
	one := own{&y.T{A: int(y.Typed)}, y.Second}
	list := &y.List[string]{}
	list.Add("x")
	return []any{
		one.Get(y.F(1)), y.G(1, 2), y.Map([]int{1}, y.F), y.Max(1, 2), list.Len(),
		y.V, y.More, y.Err, chan y.Also(nil), y.Tagged,
	}
}
"#;

const Q: &str = r#"package q

import (
	p "example.com/m/y"

	. "example.com/m/o"
)

type local int

// All uses names.
func All() []any {
	return []any{Name, Kind(1), []map[string]p.T{}, func(p.Num) {}, struct{ p.I }{}, local(p.C)}
}
"#;

/// Returns the contents of the tree by path.
pub(super) fn files() -> Vec<(String, String)> {
    let files = FILES.iter();
    files
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}
