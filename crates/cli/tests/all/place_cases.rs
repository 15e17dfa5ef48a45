//! Places that are missing or cannot be read, compared with the official command: no home, no build
//! cache, sources that do not open.
//!
//! Counterpart: cmd/go/testdata/script/cache_unix.txt, gocache.txt (`env_cache`).

#![expect(
    clippy::disallowed_methods,
    reason = "files are laid by hand that no archive can have"
)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::UnixListener;
use std::path::Path;

use crate::side_by_side::EXIT_CODES;
use crate::side_by_side::compare;
use vamos_testkit::Case;
use vamos_testkit::Hook;

const TREE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nfunc main() {}\n\
    -- lib/lib.go --\npackage lib\n\
    -- bad/bad.go --\npackage bad\n\nimport _ \"no/such\"\n\
    -- tests/t_test.go --\npackage tests\n\
    -- s/nul.go --\npackage s\n\0\n";

/// Errors of arguments and packages come before the error of the cache.
const LINES: [&str; 21] = [
    "build",
    "build -x ./lib",
    "build -n ./lib",
    "build ./nope",
    "build ./bad",
    "build -o /dev/null .",
    "run .",
    "run ./lib",
    "run ./nope",
    "list -export ./lib",
    "list -export ./nope",
    "list -test ./lib",
    "list -test ./tests",
    "install",
    "install -x",
    "install -x ./lib",
    "install ./nope",
    "install main.go",
    "install m@latest",
    "env GOCACHE GOPATH GOBIN",
    "clean -cache",
];

#[test]
fn without_a_home() {
    let none = [("HOME", ""), ("GOCACHE", ""), ("GOPATH", "")];
    compare("no_home", TREE, &none, &LINES);
    let no_home = [("HOME", ""), ("GOPATH", "")];
    compare("no_gopath", TREE, &no_home, &LINES);
}

#[test]
fn without_a_cache() {
    compare("cache_off", TREE, &[("GOCACHE", "off")], &LINES);
    compare("cache_relative", TREE, &[("GOCACHE", "x/y")], &LINES);
}

/// Even root cannot open a socket.
fn make_socket(top: &Path) {
    UnixListener::bind(top.join("work/s/x.go")).expect("the path is short");
}

/// The comparison of the trees cannot open it either.
fn remove_socket(top: &Path) {
    fs::remove_file(top.join("work/s/x.go")).expect("it is there");
}

#[test]
fn files_that_cannot_be_read() {
    for line in [
        "build s/x.go !1",
        "list ./s/x.go !1",
        "list -e -json s/x.go",
        "run s/x.go !1",
        "build ./s !1",
        "build s/nul.go !1",
        "list ./s/nul.go !1",
    ] {
        for modules in ["on", "off"] {
            let case = Case::new(&format!("unreadable_{modules}"))
                .tree(TREE)
                .env("GO111MODULE", modules);
            let case = case
                .exit_codes(EXIT_CODES)
                .hook(make_socket)
                .step(line.split(' '));
            case.hook(remove_socket).run(["env", "GOMOD"]);
        }
    }
}

/// Names that are not UTF-8 are matched by wildcards, and match nothing as patterns.
#[test]
fn names_that_are_not_utf8() {
    let make: Hook = |top| {
        let name = OsStr::from_bytes(b"a\xffb");
        let dir = top.join("work").join(name);
        fs::create_dir(&dir).expect("it is ours");
        fs::write(dir.join("x.go"), "package x\n").expect("it is ours");
    };
    let all = "list -e -f {{.ImportPath}}|{{.Dir}}|{{.Match}}|{{.Error}} ./...";
    Case::new("not_utf8")
        .tree(TREE)
        .hook(make)
        .run(all.split(' '));
}
