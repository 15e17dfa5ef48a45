//! Programs and libraries with C code of their own, which the system's linker makes of an object
//! that this process wrote: the same files as with the official command, and no run of the SDK's
//! linker.
//!
//! Counterpart: cmd/link's own tests (link_test.go), cmd/cgo/internal/testcshared, testcarchive.

use vamos_testkit::Case;
use vamos_testkit::Report;
use vamos_testkit::has_programs;

/// A program in which C and Go call each other.
const PROGRAM: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\
    -- main.go --\npackage main\n\n/*\n#cgo !windows LDFLAGS: -lm\n#include <math.h>\n\
    extern int back(int);\nstatic int forth(int x) { return back(x) + (int)floor(x * 0.5); }\n*/\n\
    import \"C\"\n\nvar Version = \"none\"\n\n//export back\nfunc back(x C.int) C.int { return x + 1 }\n\n\
    func main() { println(C.forth(4), Version) }\n";

fn case(name: &str) -> Option<Case> {
    has_programs(&["gcc"]).then(|| {
        Case::new(name)
            .tree(PROGRAM)
            .env("GOFLAGS", "-buildvcs=false")
            .env("VAMOS_LINK", "native")
            .env("VAMOS_KEPT", "off")
    })
}

/// Requires these numbers of linker runs of the official command and of vamos.
fn ran(report: &Report, official: usize, vamos: usize) {
    if !report.is_skipped {
        let count = [&report.official_tools, &report.vamos_tools].map(|tools| tools.count("link"));
        assert_eq!(count, [official, vamos]);
    }
}

#[test]
fn programs_and_libraries() {
    let Some(case) = case("link_c") else {
        return;
    };
    let case = case.step(["build", "-o", "plain", "."]);
    let case = case.step([
        "build",
        "-buildmode=pie",
        "-ldflags=-s -w",
        "-o",
        "pie",
        ".",
    ]);
    let case = case.step(["build", "-buildmode=c-shared", "-o", "lib.so", "."]);
    let case = case.step(["build", "-buildmode=c-archive", "-o", "lib.a", "."]);
    let flags = "-ldflags=-X=main.Version=2 -B=none -compressdwarf=false -extldflags=-pthread";
    ran(&case.run(["run", flags, "."]), 5, 0);
}

/// The errors of the system's linker are part of the build's errors, with its command line.
#[test]
fn errors_of_the_system_linker() {
    for (name, flags) in [
        (
            "link_c_unknown_flag",
            "-ldflags=-s -extldflags=-Wl,--no-such-flag",
        ),
        ("link_c_no_linker", "-ldflags=-extld=no-such-linker"),
    ] {
        let Some(case) = case(name) else {
            return;
        };
        ran(&case.run(["build", flags, "-o", "x", ".", "!1"]), 1, 0);
    }
}
