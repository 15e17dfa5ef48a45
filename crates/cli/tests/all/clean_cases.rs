//! Compares `clean` with the official command: one command per line, and all files that it leaves.
//! Each case has caches below its own directory.
//!
//! Counterpart: cmd/go/testdata/script/clean_*.txt.

use crate::side_by_side::compare;

const TREE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport _ \"example.com/x/lib\"\n\nfunc main() {}\n\
    -- x_test.go --\npackage main\n-- lib/lib.go --\npackage lib\n\
    -- lib/lib_test.go --\npackage lib\n\
    -- x --\n-- x.exe --\n-- work --\n-- x.test --\n-- work.test --\n-- main --\n\
    -- a.out --\n-- test.out --\n-- build.out --\n-- y.o --\n-- y.a --\n-- y.so --\n\
    -- y.6 --\n-- _testmain.go --\n-- x_test --\n-- main.exe --\n-- _obj/f --\n\
    -- _test/f --\n-- lib/lib --\n-- lib/lib.test --\n-- lib/l.o --\n-- lib/_obj/f --\n\
    -- keep --\n";

#[test]
fn packages() {
    let lines = [
        "clean -n",
        "clean -n -r",
        "clean -n -i",
        "clean -x -n ./lib",
        "clean ./nope !1",
        "clean nope !1",
        "clean main.go",
        "clean -zz !2",
        "clean -n fmt",
        "clean",
    ];
    compare("packages", TREE, &[], &lines);
    compare("wildcard", TREE, &[], &["clean -x ./..."]);
    compare("recursive", TREE, &[], &["clean -r -x"]);
    let installs = ["install", "clean -i -x", "clean -i -x", "clean -i -x ./lib"];
    compare("installed", TREE, &[("GOBIN", "$TOP/b")], &installs);
}

#[test]
fn caches() {
    let lines = [
        "clean -n -cache",
        "clean -n -testcache",
        "clean -n -modcache",
        "clean -n -fuzzcache",
        "clean -cache . !1",
        "clean -testcache . !1",
        "clean -modcache . !1",
        "clean -x -fuzzcache",
        "clean -x -modcache",
        "clean -x -cache",
        "clean -cache",
    ];
    compare("caches", TREE, &[], &lines);
    let own = [
        TREE,
        "-- cc/aa/f --\n-- cc/zz/f --\n-- cc/0a/f --\n-- cc/fuzz/x --\n-- cc/log.txt --\n",
    ];
    let lines = ["clean -x -fuzzcache", "clean -x -cache", "clean -cache"];
    compare("own", &own.concat(), &[("GOCACHE", "$TOP/work/cc")], &lines);
    let file = [("GOCACHE", "$TOP/work/keep")];
    compare("no_dir", TREE, &file, &["clean -cache !1"]);
    let below = [("GOCACHE", "$TOP/work/keep/x")];
    compare("below_a_file", TREE, &below, &["clean -cache !1"]);
    compare("off", TREE, &[("GOCACHE", "off")], &["clean -cache"]);
}
