//! Compares the file of `-debug-actiongraph` with the official command's, without its times.
//!
//! Counterpart: cmd/go/testdata/script/build_issue48319.txt,
//! cmd/go/internal/work/action.go (`actionGraphJSON`).

use crate::side_by_side::compare;

const TREE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport \"example.com/x/sub\"\n\n\
    func main() { _ = sub.X() }\n\
    -- sub/s.go --\npackage sub\n\n// X is seven.\nfunc X() int { return 7 }\n\
    -- bad/b.go --\npackage bad\n\nfunc B() int { return \"\" }\n\
    -- top/t.go --\npackage main\n\nimport _ \"example.com/x/bad\"\n\nfunc main() {}\n";

#[test]
fn as_the_official_one() {
    let lines = [
        "build -debug-actiongraph=/dev/stderr -n -o out .",
        "build -debug-actiongraph=/dev/stderr -p 1 -o out .",
        "build -debug-actiongraph=/dev/stderr -o out .",
        "build -debug-actiongraph=/dev/stderr -a -p 1 ./sub",
        "build -debug-actiongraph /dev/stderr -trimpath ./sub .",
        "run -debug-actiongraph=/dev/stderr . <a> --b",
        "install -debug-actiongraph=/dev/stderr .",
        "list -debug-actiongraph=/dev/stderr -export ./sub .",
        "list -debug-actiongraph=/dev/stderr -test -deps ./sub",
        "list -debug-actiongraph=/dev/stderr -e -export ./top",
        "build -debug-actiongraph=/dev/stderr -p 1 -o out2 ./top !1",
        "build -debug-actiongraph=/dev/stderr -json -p 1 -o out2 ./top !1",
        "build -debug-actiongraph sub/s.go . !1",
        "build -debug-actiongraph no/dir ./sub !1",
        "build -debug-actiongraph no/dir -json ./sub !1",
        "build -debug-actiongraph= ./sub",
        "build -debug-actiongraph=/dev/stderr ./nope !1",
    ];
    compare("actiongraph", TREE, &[("GOBIN", "$TOP/bin")], &lines);
}

#[test]
fn of_other_ways_to_build() {
    let lines = [
        "build -debug-actiongraph=/dev/stderr -p 1 -cover -o out .",
        "build -debug-actiongraph=/dev/stderr -buildmode=pie -o out .",
    ];
    compare("actiongraph_modes", TREE, &[], &lines);
}

#[test]
fn with_c() {
    let tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
        -- main.go --\npackage main\n\n// static int f(void) { return 3; }\nimport \"C\"\n\n\
        //export Foo\nfunc Foo() {}\n\nfunc main() { println(C.f()) }\n\
        -- q.c --\n#include \"_cgo_export.h\"\nint q(void) { return 1; }\n";
    let lines = [
        "build -debug-actiongraph=/dev/stderr -p 1 -o out .",
        "build -debug-actiongraph=/dev/stderr -p 1 -buildmode=c-archive -o out.a .",
        // The package has no target, and its header one of no name.
        "list -buildmode=c-archive -export .",
    ];
    compare("actiongraph_cgo", tree, &[("CGO_ENABLED", "1")], &lines);
}
