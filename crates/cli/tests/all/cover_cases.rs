//! Compares coverage with the official command: one command per line, and all files that it leaves.
//!
//! Counterpart: cmd/go/testdata/script/cover_build_*.txt, cover_list.txt.

use crate::side_by_side::compare;

const APP: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/x/lib\"\n)\n\n\
    func main() { fmt.Println(lib.F(2)) }\n\
    -- lib/lib.go --\npackage lib\n\nimport \"strings\"\n\n\
    func F(n int) string {\n\tif n > 1 {\n\t\treturn strings.Repeat(\"x\", n)\n\t}\n\treturn \"\"\n}\n\
    -- lib/lib_test.go --\npackage lib\n\
    -- none/none.go --\npackage none\n\nconst X = 1\n\
    -- tests/a_test.go --\npackage tests\n";

#[test]
fn builds() {
    let lines = [
        "build -cover",
        "build -cover",
        "build -cover -n -o app -trimpath",
        "build -cover -x -p 1 ./lib",
        "build -cover -n -p 1",
        "build -cover ./...",
        "build -cover -v -covermode=count",
        "build -covermode=atomic ./lib",
        "build -cover -a ./none",
        "build -covermode=x !2",
        "build -cover=false -covermode=count -cover=false",
    ];
    compare("cover_builds", APP, &[], &lines);
}

#[test]
fn atomic_counters() {
    let lines = [
        "build -covermode=atomic",
        "build -covermode=atomic -n -p 1 ./lib",
        "build -covermode=atomic -coverpkg=example.com/x/lib,sync/atomic",
    ];
    compare("cover_atomic", APP, &[], &lines);
}

#[test]
fn patterns() {
    let lines = [
        "build -coverpkg=./lib",
        "build -coverpkg=example.com/x/...,nope,strings",
        "build -coverpkg=nope,./nope/...",
        "build -coverpkg=",
        "build -coverpkg=fmt -n -p 1",
        "run -cover .",
    ];
    compare("cover_patterns", APP, &[], &lines);
}

#[test]
fn programs_are_installed_and_run() {
    let lines = [
        "install -cover .",
        "install -cover ./...",
        "run -cover main.go",
    ];
    compare("cover_install", APP, &[], &lines);
}

#[test]
fn listing() {
    let lines = [
        "list -cover -f {{.ImportPath}}:{{.Imports}}:{{.Deps}} . ./lib",
        "list -cover -compiled -f {{.ImportPath}}:{{.GoFiles}}:{{.CompiledGoFiles}} ./...",
        "list -cover -export -f {{.ImportPath}}:{{.BuildID}} ./...",
        "list -covermode=atomic -export -deps -f {{.ImportPath}}:{{.BuildID}} ./lib",
        "list -cover -json=ImportPath,Stale,StaleReason ./...",
        "list -cover -compiled -json=CompiledGoFiles ./lib",
        "list -coverpkg=nope -deps ./lib",
        "list -coverpkg=nope -export ./lib",
    ];
    compare("cover_list", APP, &[], &lines);
}

#[test]
fn broken_sources() {
    let tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
        -- a/a.go --\npackage a\n\nimport \"nope\"\n\
        -- b/b.go --\npackage b\n\nvar X int = \"a\"\n\nfunc F() {}\n";
    let lines = [
        "build -cover ./a !1",
        "build -cover ./b !1",
        "list -e -cover -export ./...",
    ];
    compare("cover_broken", tree, &[], &lines);
}
