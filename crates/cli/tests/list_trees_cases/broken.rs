//! More trees of `list_trees`: what is broken in files, imports, patterns and flags.
//!
//! Counterpart: none.

use super::super::Case;

/// What is asked of most trees.
const ASKED: &str = "-e -json ./...
-e -deps -test -json-test ./...
./...
-deps -test ./...";

/// The trees.
pub(crate) const BROKEN: &[Case] = &[
    Case {
        name: "broken_test_file",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/a_test.go --
package a

x := 1
"##,
    },
    Case {
        name: "broken_external_test",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/x_test.go --
package a_test

import "fmt
"##,
    },
    Case {
        name: "broken_test_of_other_package",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/a_test.go --
package b
"##,
    },
    Case {
        name: "broken_external_test_imports_main",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/x_test.go --
package a_test

import _ "example.com/m/c"
-- c/c.go --
package main

func main() {}
"##,
    },
    Case {
        name: "broken_bad_cgo_directive",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

// #cgo CFLAGS -O2
// #cgo NOPE: x
import "C"
"##,
    },
    Case {
        name: "broken_bad_cgo_flag",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

// #cgo LDFLAGS: -Wl,@x "
import "C"
"##,
    },
    Case {
        name: "broken_import_c_alone",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import "C"
-- b/b.go --
package b

import _ "example.com/m/a"
"##,
    },
    Case {
        name: "broken_import_c_and_c_files",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import "C"
-- a/b.go --
package a
-- b/b.c --
int x;
-- b/b.go --
package b
"##,
    },
    Case {
        name: "broken_vendor_import",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/vendor/v/v.go --
package v
-- a/a.go --
package a

import _ "example.com/m/a/vendor/v"
"##,
    },
    Case {
        name: "broken_internal_of_other_module",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

require example.com/x v0.0.0

replace example.com/x => ./x
-- a/a.go --
package a

import _ "example.com/x/internal/i"
-- x/go.mod --
module example.com/x

go 1.26
-- x/internal/i/i.go --
package i
"##,
    },
    Case {
        name: "broken_missing_go_sum",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26

require example.com/x v1.0.0
-- a/a.go --
package a

import _ "example.com/x"
"##,
    },
    Case {
        name: "broken_wrong_case",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "example.com/m/B"
-- b/b.go --
package b
"##,
    },
    Case {
        name: "broken_invalid_paths",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "example.com/m/x y"
-- b/b.go --
package b

import _ "/abs"
-- c/c.go --
package c

import _ ""
-- d/d.go --
package d

import _ "a\\b"
-- e/e.go --
package e

import _ "example.com/m//f"
-- g/g.go --
package g

import _ "example.com/m/.hid"
"##,
    },
    Case {
        name: "broken_invalid_embed_patterns",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

import _ "embed"

//go:embed ../x
var a string
-- b/b.go --
package b

import _ "embed"

//go:embed "x
var b string
-- c/c.go --
package c

import _ "embed"

//go:embed [
var c string
-- d/d.go --
package d

import _ "embed"

//go:embed e
var d string
-- d/e/go.mod --
module e
"##,
    },
    Case {
        name: "broken_overlay_missing",
        arguments: r#"-e -json -overlay=overlay.json ./...
-overlay=overlay.json ./...
-e -overlay=nothere.json ./...
-e -overlay=go.mod ./..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- overlay.json --
{"Replace": {"a/b.go": "nothere.go"}}
"##,
    },
    Case {
        name: "broken_overlay_deletes",
        arguments: r#"-e -json -overlay=overlay.json ./...
-overlay=overlay.json ./...
-e -deps -test -json-test -overlay=overlay.json ./b ./a"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- b/b.go --
package b

import _ "example.com/m/a"
-- overlay.json --
{"Replace": {"a/a.go": ""}}
"##,
    },
    Case {
        name: "broken_files_of_two_directories",
        arguments: r#"-e -json a/a.go b/b.go
a/a.go b/b.go
-e -json a/a.go ./b
-e a/nothere.go
a/nothere.go
-e -json nothere.go a/a.go
-e -json a/a.go a/a.go
-e a.txt b/b.go"#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- b/b.go --
package b
"##,
    },
    Case {
        name: "broken_patterns_of_nothing",
        arguments: r#"-e ./b/...
./b/...
-e -json ./b
-e -json example.com/m/b/...
example.com/m/b/...
-e -json example.org/...
-e -json ../x
-e -json /nothere
-e -json ./...x
-e -json a b
-e -json @
-e -json example.com/m@v1
example.com/m@v1
-e -json -- -x
-e -json ./a/../a
-e -json all
-e nothere/..."#,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
"##,
    },
    Case {
        name: "broken_bad_go_work",
        arguments: ASKED,
        tree: r##"-- go.work --
go 1.26

use ./nothere
foo
-- a/go.mod --
module a
-- a/a.go --
package a
"##,
    },
    Case {
        name: "broken_go_work_lacks_module",
        arguments: ASKED,
        tree: r##"-- go.work --
go 1.26

use ./a
use ./nothere
-- a/go.mod --
module a
-- a/a.go --
package a
"##,
    },
    Case {
        name: "broken_newer_go",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.99
-- a/a.go --
package a
"##,
    },
    Case {
        name: "broken_cycle_in_tests",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a
-- a/a_test.go --
package a

import _ "example.com/m/b"
-- b/b.go --
package b

import _ "example.com/m/a"
-- c/c.go --
package c
-- c/c_test.go --
package c

import _ "example.com/m/c"
"##,
    },
    Case {
        name: "broken_bad_constraints",
        arguments: ASKED,
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
-- c/c.go --
// +build !!x

package c
-- d/d.go --
package d

//go:build ignore
"##,
    },
    Case {
        name: "broken_empty_files",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --

-- b/b.go --
// only a comment
-- c/c.go --
package
-- d/d.go --
package d;import "x"import "y"
-- e/e.go --
package _
"##,
    },
    Case {
        name: "broken_bad_directives",
        arguments: ASKED,
        tree: r##"-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

//go:debug nothere=1
//go:embed x
var x string
-- m/m.go --
//go:debug nothere=1
//go:debug http2client=0
package main

func main() {}
"##,
    },
];
