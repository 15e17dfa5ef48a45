//! Small programs to link: plain ones, some that reach special passes, and some that do not
//! link.
//!
//! Counterpart: none.

/// A program: its name, and its files below a module of that name.
pub(super) struct Small {
    pub(super) name: &'static str,
    pub(super) files: &'static [(&'static str, &'static str)],
}

/// The programs; names of those that do not link start with `bad-`.
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
        name: "bad-undefined",
        files: &[
            (
                "main.go",
                "package main\n\nfunc missing()\n\nvar value = missing\n\nfunc main() { missing(); value() }\n",
            ),
            ("empty.s", ""),
        ],
    },
    Small {
        name: "bad-undefined-many",
        files: &[("main.go", MANY), ("empty.s", "")],
    },
    Small {
        name: "bad-assembly",
        files: &[
            (
                "main.go",
                "package main\n\nfunc f()\n\nfunc main() { f() }\n",
            ),
            (
                "f_amd64.s",
                "TEXT ·f(SB), 4, $0\n\tCALL ·nothing(SB)\n\tMOVQ gone+8(SB), AX\n\tLEAQ ·away(SB), BX\n\tRET\n",
            ),
        ],
    },
    Small {
        name: "bad-linkname",
        files: &[
            (
                "main.go",
                "package main\n\nimport _ \"unsafe\"\n\n//go:linkname f runtime.mallocinit\nfunc f()\n\n\
                 //go:linkname g runtime.doInit1\nfunc g()\n\nfunc main() { f(); g() }\n",
            ),
            ("empty.s", ""),
        ],
    },
    Small {
        name: "bad-blocked",
        files: &[
            (
                "main.go",
                "package main\n\nimport _ \"unsafe\"\n\n//go:linkname f runtime.coroswitch\nfunc f()\n\nfunc main() { f() }\n",
            ),
            ("empty.s", ""),
        ],
    },
    Small {
        name: "bad-nosplit",
        files: &[("main.go", NOSPLIT)],
    },
    Small {
        name: "bad-recursion",
        files: &[(
            "main.go",
            "package main\n\n//go:nosplit\n//go:noinline\nfunc a(n int) int { return b(n + 1) + n }\n\n\
             //go:nosplit\n//go:noinline\nfunc b(n int) int { return a(n-1) * n }\n\nfunc main() { println(a(1)) }\n",
        )],
    },
    Small {
        name: "bad-duplicate",
        files: &[
            (
                "main.go",
                "package main\n\nimport (\n\t\"example.com/bad-duplicate/a\"\n\t\"example.com/bad-duplicate/b\"\n)\n\nfunc main() { a.F(); b.F() }\n",
            ),
            ("a/a.go", DUPLICATE_A),
            ("b/b.go", DUPLICATE_B),
        ],
    },
    Small {
        name: "bad-big",
        files: &[(
            "main.go",
            "package main\n\nvar a, b, c [1900 << 20]byte\n\nfunc main() { a[len(b)-1] = b[1]; println(&a, &b, &c) }\n",
        )],
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

/// Methods that are kept because of reflection, generic types and interfaces.
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

const NOSPLIT: &str = r#"package main

//go:nosplit
//go:noinline
func a(n int) byte {
	var x [300]byte
	x[n&7] = 1
	return b(n+1) + x[n&3]
}

//go:nosplit
//go:noinline
func b(n int) byte {
	var x [300]byte
	x[n&7] = 1
	return c(n+1) + x[n&3]
}

//go:nosplit
//go:noinline
func c(n int) byte {
	var x [300]byte
	x[n&7] = 1
	return x[n&3]
}

func main() { println(a(1)) }
"#;

const DUPLICATE_A: &str = r#"package a

import _ "unsafe"

//go:linkname one example.com/both
func one() { println("a") }

func F() { one() }
"#;

const DUPLICATE_B: &str = r#"package b

import _ "unsafe"

//go:linkname one example.com/both
func one() { println("b") }

func F() { one() }
"#;

/// More errors than are printed.
const MANY: &str = "package main

func a()
func b()
func c()
func d()
func e()
func f()
func g()
func h()
func i()
func j()
func k()
func l()
func m()
func n()
func o()
func p()
func q()
func r()
func s()
func t()
func u()
func v()
func w()

func first() { a(); b(); c(); d(); e(); f(); g(); h(); i(); j(); k(); l() }

func main() {
	first()
	m(); n(); o(); p(); q(); r(); s(); t(); u(); v(); w(); a(); b()
}
";
