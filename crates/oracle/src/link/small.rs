//! Small programs to link: plain ones, and some that reach special passes.
//!
//! Counterpart: none.

/// A program: its name, and its files below a module of that name.
pub(super) struct Small {
    pub(super) name: &'static str,
    pub(super) files: &'static [(&'static str, &'static str)],
}

/// The programs.
pub(super) const SMALL: &[Small] = &[
    Small {
        name: "hello",
        files: &[(
            "main.go",
            "package main\n\nfunc main() { println(\"hi\") }\n",
        )],
    },
    Small {
        name: "fmt",
        files: &[(
            "main.go",
            "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hi\") }\n",
        )],
    },
    Small {
        name: "http",
        files: &[("main.go", HTTP)],
    },
    Small {
        name: "cgo",
        files: &[("main.go", CGO)],
    },
    Small {
        name: "settings",
        files: &[("main.go", SETTINGS)],
    },
    Small {
        name: "reflected",
        files: &[("main.go", REFLECTED)],
    },
    Small {
        name: "tables",
        files: &[("main.go", TABLES), ("data.txt", "embedded\n")],
    },
    Small {
        name: "chain",
        files: &[
            (
                "main.go",
                "package main\n\nimport \"example.com/chain/a\"\n\nfunc main() { a.F() }\n",
            ),
            (
                "a/a.go",
                "package a\n\nimport \"example.com/chain/b\"\n\n//go:noinline\nfunc F() { b.F() }\n",
            ),
            (
                "b/b.go",
                "package b\n\nimport \"example.com/chain/c\"\n\n//go:noinline\nfunc F() { c.F() }\n",
            ),
            (
                "c/c.go",
                "package c\n\nimport \"example.com/chain/d\"\n\n//go:noinline\nfunc F() { d.F() }\n",
            ),
            ("d/d.go", "package d\n\nfunc F() { println() }\n"),
        ],
    },
];

const HTTP: &str = r#"package main

import (
	"fmt"
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "hi %s\n", r.URL.Path) })
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
"#;

const CGO: &str = r#"package main

/*
#include <stdlib.h>
static int twice(int x) { return 2 * x; }
*/
import "C"

import "os"

func main() { os.Exit(int(C.twice(21)) - 42 + int(C.abs(0))) }
"#;

const SETTINGS: &str = r#"package main

import "fmt"

var text, other = "a", "b"
var number = 1

func main() { fmt.Println(text, other, number) }
"#;

/// Methods that are reachable because of reflection, generic types and interfaces.
const REFLECTED: &str = r#"package main

import (
	"fmt"
	"os"
	"reflect"
)

type T struct{ a, b int }

func (T) Kept() string       { return "kept" }
func (T) AlsoKept(int) error { return nil }
func (*T) unseen()           {}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) String() string { return fmt.Sprint(p.Key, "=", p.Val) }

type Named interface{ Kept() string }

type key struct {
	a string
	b [2]any
}

func main() {
	var x any = T{}
	if n, ok := x.(Named); ok {
		fmt.Println(n.Kept())
	}
	fmt.Println(reflect.ValueOf(x).MethodByName("AlsoKept").IsValid())
	if len(os.Args) > 1 {
		fmt.Println(reflect.ValueOf(x).MethodByName(os.Args[1]).IsValid())
		fmt.Println(reflect.TypeOf(x).Method(0))
	}
	fmt.Println(Pair[string, int]{"a", 1}, Pair[T, []Pair[int8, error]]{})
	m := map[key]chan<- func(...*T) Named{}
	fmt.Println(len(m), reflect.TypeOf(m))
	defer func() { fmt.Println(recover()) }()
	panic(x)
}
"#;

/// Tables that the linker may drop, embedded files, large and zero-sized data.
const TABLES: &str = r#"package main

import (
	_ "embed"
	"unsafe"
)

//go:embed data.txt
var embedded string

//go:embed data.txt
var raw []byte

var unused = map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": 10}

var used = map[int][]string{1: {"x"}, 2: {"y", "z"}, 3: nil, 4: {}, 5: {"five"}, 6: {}, 7: {}, 8: {}, 9: {}, 10: {}}

var empty struct{}

var table = [300]float64{7: 1.5, 299: 2}

var pointers [100]*int

var pages [1 << 16]struct {
	p *byte
	n [3]uintptr
}

const long = "a text that is longer than the shorter ones and shares no storage with them"

func main() {
	println(embedded, len(raw), len(used), &empty, table[7], pointers[1], &pages[2], long, unsafe.Sizeof(pages))
	switch embedded {
	case "a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg", "hhhhhhhh", "i", "jj":
		println("no")
	}
}
"#;
