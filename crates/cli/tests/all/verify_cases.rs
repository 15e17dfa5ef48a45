//! Compares `GODEBUG=gocacheverify=1` with the official command: nothing is found in the cache,
//! everything is made again and must be the same.
//!
//! Counterpart: cmd/go/internal/cache/cache.go (`verify`).

use crate::side_by_side::compare;

const TREE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport \"example.com/x/sub\"\n\n\
    func main() { _ = sub.X() }\n\
    -- sub/s.go --\npackage sub\n\n// X is seven.\nfunc X() int { return 7 }\n\
    -- sub/s_test.go --\npackage sub\n\nimport _ \"unsafe\"\n";

#[test]
fn everything_is_made_again() {
    let lines = [
        "build -p 1 -v ./sub",
        "build -p 1 -v ./sub",
        "build -p 1 -o out .",
        "build -p 1 -v -o out .",
        "run -p 1 .",
        "install -p 1 -v .",
        "list -export -f {{.BuildID}} ./sub",
        "list -f {{.Stale}}:{{.StaleReason}} ./sub",
        "list -compiled -f {{.CompiledGoFiles}} ./sub !1",
        "list -e -compiled -f {{.CompiledGoFiles}}:{{.Error}} ./sub",
        "list -test -f {{.ImportPath}} ./sub",
    ];
    let env = [("GODEBUG", "gocacheverify=1"), ("GOBIN", "$TOP/bin")];
    compare("verify", TREE, &env, &lines);
}
