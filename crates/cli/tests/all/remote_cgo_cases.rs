//! C and C++ compiled on another machine, compared with the official command, which compiles them
//! here: all resulting files are the same.
//!
//! Counterpart: none.

use vamos_remotekit::Fake;
use vamos_remotekit::Fault;
use vamos_testkit::Case;
use vamos_testkit::has_programs;

use crate::remote_cases::BUILD;
use crate::remote_cases::any_case;

/// A program with C whose names are in its debug information and its assertions: a header of
/// another directory, one of the system, an exported function, and C++.
const TREE: &str = "-- go.mod --
module example.com/m

go 1.26
-- main.go --
package main

// #cgo CFLAGS: -I${SRCDIR}/include -DLIMIT=7
// #include \"lib.h\"
import \"C\"

//export number
func number() C.int { return 3 }

func main() { println(C.checked(3), C.other()) }
-- lib.h --
int checked(int x);
int other(void);
-- lib.c --
#include <assert.h>
#include \"lib.h\"
#include \"deep.h\"
#include \"_cgo_export.h\"

int checked(int x) {
	assert(x < LIMIT);
	return deep(x) + number();
}
-- include/deep.h --
#include <assert.h>

static inline int deep(int x) {
	assert(x > 0);
	return x + 1;
}
-- other.cpp --
#include <cstdio>

extern \"C\" int other(void) { return std::fputs(\"\", stdout) + __LINE__; }
";

fn case(name: &str, address: &str) -> Case {
    any_case(name, TREE)
        .env("CGO_ENABLED", "1")
        .env("VAMOS_REMOTE", address)
        .env("VAMOS_REMOTE_EXEC", "1")
}

fn is_possible() -> bool {
    has_programs(&["gcc", "g++", "ldd", "sha256sum", "cmp"])
}

#[test]
fn objects_of_c_and_cxx_are_the_same() {
    if !is_possible() {
        return;
    }
    for flags in [&[][..], &["-trimpath"]] {
        let server = Fake::start();
        let words = BUILD[..1].iter().chain(flags).chain(&BUILD[1..]);
        let report = case("remote_cgo", &server.address).run(words);
        let codes = server.exit_codes("sh");
        // The two files of the program, and three that cgo generates.
        let is_right = codes.len() >= 5 && codes.iter().all(|code| *code == 0);
        assert!(report.is_skipped || is_right, "{codes:?} with {flags:?}");
    }
}

#[test]
fn errors_and_warnings_are_those_of_this_machine() {
    if !is_possible() {
        return;
    }
    for (name, text, words) in [
        ("error", "int checked(int x) { return y; }\n", &["!1"][..]),
        (
            "warning",
            "#warning odd\nint checked(int x) { return x; }\n",
            &[],
        ),
    ] {
        let server = Fake::start();
        let words = BUILD.iter().chain(words);
        case(&format!("remote_cgo_{name}"), &server.address)
            .edit(&format!("-- lib.c --\n{text}"))
            .run(words);
    }
}

#[test]
fn files_that_depend_on_the_machine_are_compiled_here() {
    if !is_possible() {
        return;
    }
    let server = Fake::start();
    let report = case("remote_cgo_native", &server.address)
        .env("CGO_CFLAGS", "-O1 -march=native")
        .env("CGO_CXXFLAGS", "-O1 -march=native")
        .run(BUILD);
    assert!(report.is_skipped || server.exit_codes("sh").is_empty());
    // A server that loses a command is not used any more, and the rest is compiled here.
    let server = Fake::start();
    server.set_fault(Fault::Kills("sh"));
    let report = case("remote_cgo_killed", &server.address).run(BUILD);
    let codes = server.exit_codes("sh");
    assert!(report.is_skipped || codes.iter().all(|code| *code == 137));
}
