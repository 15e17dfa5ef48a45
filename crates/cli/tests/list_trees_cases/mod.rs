//! The trees of `list_trees`.
//!
//! Counterpart: none.

mod broken;

pub(crate) use broken::BROKEN;

use super::Case;

/// All trees.
pub(crate) const CASES: &[Case] = &[
    Case {
        name: "ok",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
-find -json ./...
-e -json .
-f {{.Dir}}:{{.Name}} ./...
-deps -f {{.ImportPath}}={{.Imports}} .
-f {{.Foo}} .
-f {{.Module}} ./...
-f {{.Module.Path}} std
-json -f x .
-find -deps .
-versions .
-u .
-find -export .
fmt example.com/m/a
./nothere
nothere
example.com/nothere
./a ./a"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- main.go --
package main

import "fmt"

func main() { fmt.Println() }
-- a/a.go --
// Package a is good. It has more.
package a
-- a/a_test.go --
package a

import "testing"

func Test(t *testing.T) {}
-- a/x_test.go --
package a_test

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "cycle",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "example.com/m/b"
-- b/b.go --
package b

import _ "example.com/m/c"
-- c/c.go --
package c

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "cycle_self",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "example.com/m/a"
-- b/b.go --
package b

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "cycle_two_entries",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- main.go --
package main

import (
	_ "example.com/m/x"
	_ "example.com/m/y"
)

func main() {}
-- x/x.go --
package x

import _ "example.com/m/y"
-- y/y.go --
package y

import _ "example.com/m/x"
"##,
    },
    Case {
        name: "internal_std",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "internal/abi"
-- b/b.go --
package b

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "internal_own",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/internal/i/i.go --
package i
-- a/a.go --
package a

import _ "example.com/m/a/internal/i"
-- b/b.go --
package b

import _ "example.com/m/a/internal/i"
-- c/c.go --
package c

import _ "example.com/m/b"
"##,
    },
    Case {
        name: "internal_twice",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- internal/x/internal/y/y.go --
package y
-- internal/x/x.go --
package x

import _ "example.com/m/internal/x/internal/y"
-- z/z.go --
package z

import (
	_ "example.com/m/internal/x"
	_ "example.com/m/internal/x/internal/y"
)
"##,
    },
    Case {
        name: "std_vendor_import",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "vendor/golang.org/x/net/http/httpguts"
-- b/b.go --
package b

import _ "golang.org/x/net/http/httpguts"
"##,
    },
    Case {
        name: "cmd_import",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "cmd/go"
-- b/b.go --
package b

import _ "cmd/internal/obj"
"##,
    },
    Case {
        name: "main_imported",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "example.com/m/cmd"
-- cmd/main.go --
package main

func main() {}
"##,
    },
    Case {
        name: "missing",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "example.com/other/x"
-- b/b.go --
package b

import _ "example.com/m/nothere"
-- c/c.go --
package c

import _ "nothere"
-- d/d.go --
package d

import _ "nothere.com/x"
"##,
    },
    Case {
        name: "missing_deep",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
-e -deps -json ./a
-deps ./a"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "example.com/m/b"
-- b/b.go --
package b

import _ "example.com/m/c"
-- c/c.go --
package c

import _ "example.com/none"
"##,
    },
    Case {
        name: "missing_required",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

require example.com/dep v1.0.0
-- a/a.go --
package a

import _ "example.com/dep/x"
"##,
    },
    Case {
        name: "case_paths",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import (
	_ "example.com/m/B"
	_ "example.com/m/b"
)
-- b/b.go --
package b
-- B/b.go --
package b
"##,
    },
    Case {
        name: "case_files",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/x.go --
package a
-- a/X.go --
package a
-- b/b.go --
package b

import _ "example.com/m/a"
-- c/c.go --
package c

import (
	_ "example.com/m/a"
	_ "example.com/m/b"
)
"##,
    },
    Case {
        name: "import_comment",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a // import "example.com/elsewhere"
-- b/b.go --
package b

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "embed_none",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "embed"

//go:embed missing.txt
var s string
-- b/b.go --
package b

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "embed_bad",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "embed"

//go:embed ../x
var s string
-- b/b.go --
package b

import _ "embed"

//go:embed [x
var s string
-- c/c.go --
package c

import _ "embed"

//go:embed sub
var s string
-- c/sub/go.mod --
module x
-- d/d.go --
package d

import _ "embed"

//go:embed sub
var s string
-- d/sub/.hidden --
x
-- e/e.go --
package e

import "embed"

//go:embed *.txt sub all:all
var s embed.FS
-- e/x.txt --
x
-- e/sub/_y --
y
-- e/sub/y --
y
-- e/all/_z --
z
"##,
    },
    Case {
        name: "embed_test",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/a_test.go --
package a

import _ "embed"

//go:embed missing.txt
var s string
-- a/x_test.go --
package a_test

import _ "embed"

//go:embed x.txt
var s string
"##,
    },
    Case {
        name: "two_packages",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/b.go --
package b
-- c/c.go --
package c

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "two_packages_main",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a.go --
package main

func main() {}
-- b.go --
package b
"##,
    },
    Case {
        name: "no_go_files",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
./a
-e -json ./a
example.com/m/a"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.txt --
x
-- b/b.go --
package b

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "excluded",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
./a
-e -json ./a ./b"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
//go:build windows

package a
-- b/b_plan9.go --
package b
-- c/c.go --
package c

import (
	_ "example.com/m/a"
	_ "example.com/m/b"
)
"##,
    },
    Case {
        name: "tests_only",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
./a"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a_test.go --
package a
-- b/b_test.go --
package b_test

import _ "example.com/m/a"
-- c/c.go --
package c

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "syntax_error",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import "fmt
-- b/b.go --
packag b
-- c/c.go --
package c

import (
	_ "example.com/m/a"
	_ "example.com/m/b"
)
-- d/d.go --

-- e/e.go --
package e

func {
"##,
    },
    Case {
        name: "bad_imports",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ ""
-- b/b.go --
package b

import _ "/abs/path"
-- c/c.go --
package c

import _ "a b"
-- d/d.go --
package d

import _ "example.com/x@v1"
-- e/e.go --
package e

import _ "mod/x"
-- f/f.go --
package f

import _ "-x"
-- g/g.go --
package g

import _ "example.com/m/../n"
-- h/h.go --
package h

import _ "all"
"##,
    },
    Case {
        name: "relative_import",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "./b"
-- a/b/b.go --
package b
-- c/c.go --
package c

import _ "../a"
-- d/d.go --
package d

import _ "."
"##,
    },
    Case {
        name: "bad_go_mod",
        arguments: r#".
-e -json ."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

require x
-- a.go --
package a
"##,
    },
    Case {
        name: "bad_go_version",
        arguments: r#".
-e -json ."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.99
-- a.go --
package a
"##,
    },
    Case {
        name: "go_mod_no_module",
        arguments: r#".
-e -json ."#,
        tree: r##"-- go.mod --
go 1.26
-- a.go --
package a
"##,
    },
    Case {
        name: "no_go_mod",
        arguments: r#".
-e -json .
./...
fmt
-e -deps -json a.go
example.com/x
-e -json example.com/x
all"#,
        tree: r##"-- a.go --
package main

func main() {}
"##,
    },
    Case {
        name: "old_go_version",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.20
-- main.go --
//go:debug panicnil=1
package main

func main() {}
-- b/main.go --
//go:debug default=go1.22
//go:debug nope=1
package main

func main() {}
"##,
    },
    Case {
        name: "godebug_mod",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

godebug (
	default=go1.21
	panicnil=1
)
-- main.go --
package main

func main() {}
"##,
    },
    Case {
        name: "no_go_line",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m
-- main.go --
package main

func main() {}
"##,
    },
    Case {
        name: "go_files",
        arguments: r#"-e -deps -json a/a.go
-e -json a/b_windows.go a/a.go
a/a.go b/b.go
a/a.go x
a/a.go nothere.go
nothere.go
a
./a ./b/b.go
b/b.go
-json b/b.go a/a.txt
-e -json a/a.go x"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package main

import _ "example.com/m/internal/i"

func main() {}
-- a/b_windows.go --
package main
-- internal/i/i.go --
package i
-- b/b.go --
package b
"##,
    },
    Case {
        name: "c_files",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/a.c --
int x;
-- b/b.go --
package b
-- b/b.cpp --
int x;
-- c/c.go --
package c
-- c/c.f --
x
-- d/d.go --
package d

import "C"
-- d/d.c --
int x;
-- e/e.go --
package e
-- e/e.m --
x
"##,
    },
    Case {
        name: "cgo",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- d/d.go --
package d

// #cgo CFLAGS: -DX -I${SRCDIR}/inc
// #cgo LDFLAGS: -lm
// #cgo pkg-config: foo
import "C"
-- e/e.go --
package e

// #cgo NONSENSE: x
import "C"
-- f/f_test.go --
package f

import "C"
-- main.go --
package main

import _ "example.com/m/d"

func main() {}
"##,
    },
    Case {
        name: "bad_names",
        arguments: r#"-e -deps -json ./...
./...
-e -json ./-b"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/@x.go --
package a
-- -b/b.go --
package b
-- c/_cgo_x.go --
package c
-- c/c.go --
package c
-- d/.hidden.go --
package d
"##,
    },
    Case {
        name: "documentation",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/doc.go --
package documentation
-- a/a.go --
package a
-- b/b.go --
//go:build ignore

package main
-- b/b2.go --
package b
"##,
    },
    Case {
        name: "nested_module",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
./n/x
-e -json ./n/x
example.com/m/n/x"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "example.com/m/n/x"
-- n/go.mod --
module example.com/m/n
-- n/x/x.go --
package x
"##,
    },
    Case {
        name: "replace_local",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
example.com/dep/...
all"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

require example.com/dep v1.0.0

replace example.com/dep => ./dep
-- main.go --
package main

import _ "example.com/dep/x"

func main() {}
-- dep/go.mod --
module example.com/dep

go 1.25
-- dep/x/x.go --
package x

import _ "example.com/dep/internal/y"
-- dep/internal/y/y.go --
package y
-- b/b.go --
package b

import _ "example.com/dep/internal/y"
"##,
    },
    Case {
        name: "replace_missing",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

require example.com/dep v1.0.0

replace example.com/dep => ./dep
-- a.go --
package a

import _ "example.com/dep/x"
"##,
    },
    Case {
        name: "vendor",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

require example.com/dep v1.0.0
-- a/a.go --
package a

import _ "example.com/dep/x"
-- b/b.go --
package b

import _ "example.com/m/vendor/example.com/dep/x"
-- vendor/modules.txt --
# example.com/dep v1.0.0
## explicit; go 1.25
example.com/dep/x
-- vendor/example.com/dep/x/x.go --
package x
"##,
    },
    Case {
        name: "vendor_inconsistent",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

require example.com/dep v1.1.0
-- a/a.go --
package a

import _ "example.com/dep/x"
-- vendor/modules.txt --
# example.com/dep v1.0.0
## explicit; go 1.25
example.com/dep/x
-- vendor/example.com/dep/x/x.go --
package x
"##,
    },
    Case {
        name: "workspace",
        arguments: r#"-e -deps -json ./a/...
./...
work
-deps -f {{.Module}} ./a
example.com/b/..."#,
        tree: r##"-- go.work --
go 1.26

use (
	./a
	./b
)
-- a/go.mod --
module example.com/a

go 1.26
-- a/main.go --
package main

import _ "example.com/b/x"

func main() {}
-- b/go.mod --
module example.com/b

go 1.25
-- b/x/x.go --
package x
"##,
    },
    Case {
        name: "pgo",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./...
-deps -json ./a"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/main.go --
package main

import _ "example.com/m/lib"

func main() {}
-- a/default.pgo --

-- b/main.go --
package main

import _ "example.com/m/lib"

func main() {}
-- lib/lib.go --
package lib
"##,
    },
    Case {
        name: "import_dup_stack",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import (
	_ "example.com/m/long1"
	_ "example.com/m/bad"
)
-- long1/l.go --
package long1

import _ "example.com/m/bad"
-- bad/bad.go --
package bad

import _ "example.com/m/none"
-- bad2/bad.go --
package bad2

import (
	_ "example.com/m/none"
	_ "example.com/m/syntax"
)
-- syntax/s.go --
package
"##,
    },
    Case {
        name: "test_import_missing",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/a_test.go --
package a

import _ "example.com/none"
-- a/x_test.go --
package a_test

import (
	_ "example.com/m/b"
	_ "golang.org/x/none"
)
-- b/b.go --
package b
"##,
    },
    Case {
        name: "test_cycle",
        arguments: r#"-e -test -deps -json ./...
-test ./...
-test -deps ./...
-test ./q"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- p/p.go --
package p
-- p/p_test.go --
package p

import _ "example.com/m/q"
-- q/q.go --
package q

import _ "example.com/m/r"
-- q/q_test.go --
package q
-- r/r.go --
package r

import _ "example.com/m/p"
-- main/main.go --
package main

func main() {}
-- main/main_test.go --
package main_test

import (
	_ "example.com/m/main"
	_ "example.com/m/p"
)
-- x/x.go --
package x
-- x/x_test.go --
package x_test

import (
	_ "example.com/m/x"
	_ "example.com/m/y"
)
-- x/in_test.go --
package x

import _ "strings"
-- y/y.go --
package y

import _ "example.com/m/x"
"##,
    },
    Case {
        name: "patterns",
        arguments: r#"./nothere/...
./a/...
example.com/m/a...
...
./testdata/t
./_x
-e -json ./nothere
-e -json example.com/m/nothere
example.com/m/...
nothere/...
-e -json nothere/...
../...
-e -json ..
/
-e -json -deps unsafe C
cmd/nothere
std/...
fmt/..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/b/b.go --
package b
-- testdata/t/t.go --
package t
-- _x/x.go --
package x
-- vendor2/v.go --
package v
"##,
    },
    Case {
        name: "main_with_godebug_lines",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- main.go --
//go:debug http2client=0

package main

//go:debug bad

func main() {}
-- lib/l.go --
//go:debug panicnil=1
package lib
"##,
    },
    Case {
        name: "asm_and_syso",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

func f()
-- a/a_amd64.s --
TEXT x
-- a/a_arm64.s --
TEXT x
-- a/big.S --
x
-- a/x.syso --
x
-- a/h.h --
x
-- a/s.swig --
x
"##,
    },
    Case {
        name: "build_constraint_bad",
        arguments: r#"-e -deps -json ./...
-e -test -deps -json ./...
./...
-deps ./...
-test ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
//go:build linux &&

package a
-- b/b.go --
//go:build linux
//go:build amd64

package b
-- b/ok.go --
package b
-- c/c.go --
package c

import (
	_ "example.com/m/a"
	_ "example.com/m/b"
)
"##,
    },
];
