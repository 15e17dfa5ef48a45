//! Compares `install` with the official command: one command per line, and all files that it
//! leaves.
//!
//! Counterpart: cmd/go/testdata/script/install_*.txt.

use crate::side_by_side::compare;

const MANY: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- cmd/a/a.go --\npackage main\n\nfunc main() {}\n\
    -- cmd/b/b.go --\npackage main\n\nfunc main() {}\n\
    -- lib/lib.go --\npackage lib\n\nfunc F() {}\n";

const HELLO: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nfunc main() { println(\"hi\") }\n";

#[test]
fn places() {
    let lines = [
        "install -v -p 1 ./...",
        "install -n -p 1 ./cmd/a",
        "install -x -p 1 ./cmd/a",
        "install cmd/a/a.go",
        "install lib/lib.go",
        "install ./lib",
        "install ./nope !1",
        "install nope !1",
        "install -o x ./cmd/a !2",
    ];
    compare("gobin", MANY, &[("GOBIN", "$TOP/b")], &lines);
    compare("gopath", MANY, &[], &lines);
    let lines = ["install ./... !1", "install ./lib !1", "install fmt !1"];
    compare("relative", MANY, &[("GOBIN", "b")], &lines);
}

#[test]
fn other_platforms() {
    let lines = ["install -n -p 1 ./cmd/a", "install -n ./lib"];
    compare("cross", MANY, &[("GOARCH", "arm64")], &lines);
    let env = [("GOARCH", "arm64"), ("GOBIN", "$TOP/b")];
    compare("cross_gobin", MANY, &env, &["install ./cmd/a !1"]);
}

#[test]
fn what_was_there() {
    let lines = ["build", "install", "build -o x", "install ."];
    compare("left_by_build", HELLO, &[("GOBIN", "$TOP/b")], &lines);
    let tree = [HELLO, "-- b/x --\ntext\n-- c/x/f --\n"].concat();
    compare("text", &tree, &[("GOBIN", "$TOP/work/b")], &["install !1"]);
    compare("dir", &tree, &[("GOBIN", "$TOP/work/c")], &["install !1"]);
    compare(
        "file",
        &tree,
        &[("GOBIN", "$TOP/work/main.go")],
        &["install !1"],
    );
}

#[test]
fn errors() {
    let tree = HELLO.replace("println", "x");
    compare("broken", &tree, &[], &["install !1", "install -json !1"]);
    let module = "-- go.mod --\nmodule example.com/x\n";
    compare("empty", module, &[], &["install !1", "install ./..."]);
}
