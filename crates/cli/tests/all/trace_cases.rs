//! Compares the events of `-debug-trace` with the official command's, without their times.
//!
//! One action at a time: which of two begins first is chance.
//! Counterpart: cmd/go/internal/trace/trace.go.

use crate::side_by_side::compare;

const TREE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport \"example.com/x/sub\"\n\n\
    func main() { _ = sub.X() }\n\
    -- sub/s.go --\npackage sub\n\n// X is seven.\nfunc X() int { return 7 }\n\
    -- sub/s_test.go --\npackage sub\n\nimport _ \"unsafe\"\n\
    -- bad/b.go --\npackage bad\n\nfunc B() int { return \"\" }\n\
    -- top/t.go --\npackage main\n\nimport _ \"example.com/x/bad\"\n\nfunc main() {}\n";

#[test]
fn as_the_official_one() {
    let lines = [
        "build -debug-trace=/dev/stderr -p 1 -o out .",
        "build -debug-trace=/dev/stderr -p 1 -o out .",
        "build -debug-trace=/dev/stderr -n -o outs/ ./sub .",
        "build -debug-trace /dev/stderr -p 1 -a ./sub",
        "build -debug-trace=/dev/stderr -p 1 main.go",
        "run -debug-trace=/dev/stderr -p 1 . <a> --b",
        "run -debug-trace=/dev/stderr -p 1 main.go",
        "install -debug-trace=/dev/stderr -p 1 . ./sub",
        "list -debug-trace=/dev/stderr ./...",
        "list -debug-trace=/dev/stderr -find ./sub errors",
        "list -debug-trace=/dev/stderr -p 1 -export -deps ./sub",
        "list -debug-trace=/dev/stderr -test -deps ./sub",
        "list -debug-trace=/dev/stderr -m",
        "clean -debug-trace=/dev/stderr ./sub",
    ];
    compare("trace", TREE, &[("GOBIN", "$TOP/bin")], &lines);
}

#[test]
fn of_what_fails() {
    let lines = [
        "build -debug-trace=/dev/stderr -p 1 -o /dev/null ./top !1",
        "install -debug-trace=/dev/stderr -p 1 ./top !1",
        "run -debug-trace=/dev/stderr -p 1 ./top !1",
        "list -debug-trace=/dev/stderr -p 1 -e -export ./top",
        "build -debug-trace=/dev/stderr -p 1 ./nope !1",
        "list -debug-trace=/dev/stderr ./nope !1",
        "list -debug-trace=/dev/stderr -e ./nope",
        "build -debug-trace=/dev/stderr -p 1 sub/s.go ./nope !1",
        "build -debug-trace no/dir ./sub !1",
        "build -debug-trace . ./sub !1",
        "build -debug-trace= ./sub",
        "build -debug-trace !2",
        "install -debug-trace=/dev/stderr -p 1 main.go",
    ];
    compare("trace_errors", TREE, &[("GOBIN", "")], &lines);
}

#[test]
fn in_gopath_mode() {
    let tree = "-- src/x/x.go --\npackage x\n\nimport _ \"x/y\"\n\
        -- src/x/y/y.go --\npackage y\n";
    let lines = [
        "build -debug-trace=/dev/stderr -p 1 x",
        "install -debug-trace=/dev/stderr -p 1 x/...",
    ];
    let env = [("GO111MODULE", "off"), ("GOPATH", "$TOP/work")];
    compare("trace_gopath", tree, &env, &lines);
}

#[test]
fn with_c() {
    let tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
        -- main.go --\npackage main\n\n// static int f(void) { return 3; }\nimport \"C\"\n\n\
        func main() { println(C.f()) }\n\
        -- q.c --\nint q(void) { return 1; }\n";
    let lines = ["build -debug-trace=/dev/stderr -p 1 -o out ."];
    compare("trace_cgo", tree, &[("CGO_ENABLED", "1")], &lines);
}
